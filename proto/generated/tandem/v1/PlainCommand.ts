// Original file: agent.proto


export interface PlainCommand {
}

export interface PlainCommand__Output {
}
