// Made from the records in src/Events by tools/Schema; do not edit.

/** A command the agent offers, such as `/plan`. */
export interface AgentCommand {
  readonly name: string;
  readonly description: string;
  readonly hint?: string;
}

/** What choosing an option means (ACP: PermissionOptionKind). `allow_once`: Yes, this time. `allow_always`: Yes, and do not ask again. `reject_once`: No, this time. `reject_always`: No, and do not ask again. */
export type PermissionKind = "allow_once" | "allow_always" | "reject_once" | "reject_always";

/** One answer the agent offers. */
export interface PermissionOption {
  readonly optionId: string;
  readonly name: string;
  readonly kind: PermissionKind;
}

/** How a permission came to its end. `allowed`: Someone allowed it. `denied`: Someone refused it. `expired`: Nobody answered in time, or before the server was cut off; that is a refusal. `cancelled`: The turn that asked ended first. */
export type PermissionOutcome = "allowed" | "denied" | "expired" | "cancelled";

/** One step of an agent's plan. */
export interface PlanStep {
  readonly content: string;
  /** `high`, `medium` or `low`. */
  readonly priority: string;
  /** `pending`, `in_progress` or `completed`. */
  readonly status: string;
}

/** One question to a person. */
export interface Question {
  readonly id: string;
  readonly text: string;
  /** `choice`, `multi_choice`, `text`, `confirm` or `number`. */
  readonly type: string;
  readonly options?: ReadonlyArray<string>;
}

/** How dangerous a command is. `low`: Reads. `medium`: Writes inside the workspace. `high`: Changes the machine or reaches the network. `critical`: May destroy what cannot be brought back. */
export type RiskLevel = "low" | "medium" | "high" | "critical";

/** A session as others see it (Diminuendo: SessionMeta). Times are Unix milliseconds. */
export interface SessionMeta {
  /** UUID. */
  readonly id: string;
  /** Whose it is. */
  readonly tenantId: string;
  /** Which configured agent runs its turns. */
  readonly agentType: string;
  /** Its state now. */
  readonly status: SessionState;
  /** Out of sight, not deleted. */
  readonly archived: boolean;
  /** When it was made. */
  readonly createdAt: number;
  /** When its record last changed. */
  readonly updatedAt: number;
  /** What people call it. */
  readonly name?: string;
  /** When a turn last began or ended. */
  readonly lastActivityAt?: number;
  /** Its name where sessions are named by those who use them, such as `agent:main:main`; made from its id where nobody chose one. */
  readonly key?: string;
}

/** The seven states of a session (Diminuendo: session_state). `inactive`: Only its record exists; no agent runs. `activating`: Its agent is being started. `ready`: The agent waits for a prompt. `running`: A turn runs. `waiting`: A turn waits for a person's answer. `deactivating`: The agent is being stopped. `error`: The last turn or the agent failed; a new turn may be tried. */
export type SessionState = "inactive" | "activating" | "ready" | "running" | "waiting" | "deactivating" | "error";

/** Tokens a turn used, where the agent says so. */
export interface TokenCount {
  readonly input?: number;
  readonly output?: number;
  readonly cached?: number;
}

/** The configuration changed. Settings that need a restart are in force after one; the others already are. */
export interface ConfigChanged {
  /** Dotted keys; values are never shown. */
  readonly changedKeys: ReadonlyArray<string>;
  /** `file_watcher` when the file was edited, `rpc` when a peer asked for it. */
  readonly source: string;
  /** True when some of them need a restart; else absent. */
  readonly restartRequired?: boolean;
  /** Which sections need it. */
  readonly restartComponents?: ReadonlyArray<string>;
}

/** The configuration file was edited and cannot be used; what was in force goes on. */
export interface ConfigError {
  /** Every mistake with its place, one a line; values are never shown. */
  readonly error: string;
  /** `file_watcher` when the file was edited, `rpc` when a peer asked for it. */
  readonly source: string;
}

/** The configuration file was read again and taken up, whether or not a setting changed. */
export interface ConfigReloaded {
  /** `file_watcher` when the file was edited, `rpc` when a peer asked for it. */
  readonly source: string;
}

/** A scheduled job's run ended well. */
export interface CronCompleted {
  readonly jobId: string;
  readonly runId: string;
  /** From the start of its first try, in milliseconds. */
  readonly durationMs: number;
  readonly jobName?: string;
  /** Where to read what the agent did; absent for a command. */
  readonly sessionId?: string;
}

/** A scheduled job failed, after its last retry. */
export interface CronFailed {
  readonly jobId: string;
  readonly runId: string;
  readonly error: string;
  readonly jobName?: string;
  /** Where to read what the agent did in its last try; absent for a command. */
  readonly sessionId?: string;
}

/** A scheduled job was made, changed or removed. */
export interface CronJobChanged {
  readonly jobId: string;
  readonly jobName: string;
  /** `created`, `updated`, `paused`, `resumed` or `deleted`. */
  readonly change: string;
  /** When it is due next, in Unix milliseconds; absent when it is not. */
  readonly nextRunAt?: number;
}

/** A try of a scheduled job's run failed, and another will be made. */
export interface CronRetrying {
  readonly jobId: string;
  readonly runId: string;
  /** Which try failed, from 1. */
  readonly attempt: number;
  readonly error: string;
  /** When the next one begins, in Unix milliseconds. */
  readonly retryAt: number;
  readonly jobName?: string;
}

/** A scheduled job's run began. */
export interface CronTriggered {
  readonly jobId: string;
  readonly runId: string;
  /** `schedule`, `manual`, `chain` or `catch_up`. */
  readonly triggerSource: string;
  readonly jobName?: string;
  /** The due time it is for, in Unix milliseconds; absent when no schedule asked for it. */
  readonly dueAt?: number;
}

/** What the person is doing seems to have changed. */
export interface DaemonActivityChanged {
  /** `coding`, `meeting`, `browsing`, `idle` or `unknown`. */
  readonly from: string;
  readonly to: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** When coding: what is written. */
  readonly language?: string;
  /** When coding: where. */
  readonly projectRoot?: string;
}

/** The watchers took up new settings. */
export interface DaemonConfigReloaded {
  /** Those that the change concerned. */
  readonly watchers: ReadonlyArray<string>;
}

/** A watcher could not do its work. */
export interface DaemonError {
  readonly watcher: string;
  readonly message: string;
}

/** A file was created, modified, deleted or renamed. */
export interface DaemonFile {
  /** `created`, `modified`, `deleted`, `renamed` or `coalesced`. */
  readonly kind: string;
  /** Absolute. When coalesced, the folder that all of the changes were in. */
  readonly path: string;
  /** The former name, when renamed. */
  readonly oldPath?: string;
  /** How many changes were joined into this one. */
  readonly count?: number;
  /** True when it is a folder. */
  readonly folder?: boolean;
}

/** The person went away or came back. */
export interface DaemonIdleStateChanged {
  readonly idle: boolean;
  /** How long there had been no input. */
  readonly idleMs: number;
}

/** A meeting began or ended. */
export interface DaemonMeetingStateChanged {
  readonly inMeeting: boolean;
  /** The program it is held with. */
  readonly application?: string;
}

/** A process started, stopped, or crossed a threshold. */
export interface DaemonProcess {
  /** `started`, `stopped`, `cpu_threshold` or `memory_threshold`. */
  readonly kind: string;
  readonly pid: number;
  readonly name: string;
  /** What was measured: percent of one processor, or bytes of memory. */
  readonly value?: number;
  /** What it was held against, in the same unit. */
  readonly threshold?: number;
  /** Whether it is above the threshold now, or back below it. */
  readonly above?: boolean;
}

/** The programming session is over. */
export interface DaemonProgrammingSessionEnded {
  readonly projectRoot: string;
  /** From the first change to the last sign of it. */
  readonly durationMs: number;
  readonly language?: string;
  readonly sessionId?: string;
}

/** Someone began to program: an editor or agent runs and source files change. */
export interface DaemonProgrammingSessionStarted {
  readonly projectRoot: string;
  readonly language?: string;
  /** The programming session's id; its end has the same. */
  readonly sessionId?: string;
}

/** A resource became scarcer or freer. */
export interface DaemonResourcePressureChanged {
  /** `cpu`, `memory` or `battery`. */
  readonly resource: string;
  /** `normal`, `warning` or `critical`. */
  readonly from: string;
  readonly to: string;
  /** Percent: in use, or left in the battery. */
  readonly value: number;
}

/** Something about the machine changed. */
export interface DaemonSystemState {
  /** `load`, `memory`, `battery`, `network`, `display`, `lock`, `microphone` or `user_activity`. */
  readonly kind: string;
  /** A word that belongs to the kind: `measured` (load, memory); `charging`, `discharging`, `full`; `up`, `down`; `on`, `off`; `locked`, `unlocked`; `in_use`, `free`; `active`, `inactive`. Where the machine cannot tell: `unavailable`. */
  readonly state: string;
  /** Percent; of `user_activity` the seconds since the last input. */
  readonly value?: number;
  /** The word before; absent the first time. */
  readonly oldState?: string;
  /** The value before. */
  readonly oldValue?: number;
}

/** A moment came: a cron expression matched, an interval passed, or a set time was reached. */
export interface DaemonTime {
  /** `cron`, `interval` or `absolute`. */
  readonly kind: string;
  /** The cron expression. */
  readonly expression?: string;
  /** The interval. */
  readonly seconds?: number;
  /** When it was due, in Unix milliseconds. */
  readonly time?: number;
  /** The trigger's name in the configuration. */
  readonly trigger?: string;
  /** Where the cron expression is read, as an IANA name. */
  readonly timeZone?: string;
}

/** A watcher began. */
export interface DaemonWatcherStarted {
  /** `files`, `processes`, `system` or `time`. */
  readonly watcher: string;
}

/** A watcher ended. */
export interface DaemonWatcherStopped {
  readonly watcher: string;
  /** `paused`, `reconfigured`, `shutdown`, `failed`, or `interrupted` when the server had no time to say so. */
  readonly reason: string;
}

/** A file in a session's workspace has new content. */
export interface FileChanged {
  readonly sessionId: string;
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  /** 1 for the first version seen, then one more each time. */
  readonly iteration: number;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly hash?: string;
  readonly turnId?: string;
}

/** A hook refused something that was about to happen, and it did not. */
export interface HookBlocked {
  readonly sessionId: string;
  /** Which one. */
  readonly hook: string;
  /** What it refused: `PreToolUse`, `UserPromptSubmit`, `PermissionRequest`, `PreCompact` or `CommandExecuteBefore`. */
  readonly happening: string;
  /** Why; absent when it did not say. */
  readonly reason?: string;
  readonly turnId?: string;
  readonly toolName?: string;
  readonly toolCallId?: string;
}

/** Someone is no longer a member of the tenant. */
export interface MemberRemoved {
  /** Who. */
  readonly userId: string;
  /** Who removed them. */
  readonly by?: string;
}

/** Someone became a member of the tenant, or has another role there. */
export interface MemberUpdated {
  /** Who. */
  readonly userId: string;
  /** `owner`, `admin`, `billing_admin`, `member` or `viewer`. */
  readonly role: string;
  /** Who gave the role; absent when the member brought it along. */
  readonly by?: string;
}

/** The agent asks before it does something. */
export interface PermissionRequested {
  readonly sessionId: string;
  /** The turn that asks; empty when the request is not an agent's and belongs to none. */
  readonly turnId: string;
  /** Made by Carillon, never used twice. */
  readonly requestId: string;
  /** The tool that asks. */
  readonly toolName: string;
  /** What would be done, for people. */
  readonly description: string;
  /** The answers the agent understands. */
  readonly options: ReadonlyArray<PermissionOption>;
  /** Unix milliseconds; unanswered by then means denied. */
  readonly expiresAt: number;
  readonly toolCallId?: string;
  /** The command line, when the question is about one. */
  readonly command?: string;
  /** How dangerous the command is, by what a shell would run of it. */
  readonly riskLevel?: RiskLevel;
  /** Where the command would run, as far as that was said. */
  readonly workingDirectory?: string;
  /** Who wants to run it, when it is not the session's own agent. */
  readonly agentId?: string;
}

/** A permission was decided, once. */
export interface PermissionResolved {
  readonly sessionId: string;
  readonly requestId: string;
  /** True only when someone allowed it. */
  readonly approved: boolean;
  readonly outcome: PermissionOutcome;
  /** Which kind of answer was given; absent when nobody answered. */
  readonly kind?: PermissionKind;
  /** Who answered; `hook:` and its name when a hook did. */
  readonly by?: string;
  /** Which of the options, when the answer named one. */
  readonly optionId?: string;
}

/** A question was answered, or will not be. */
export interface QuestionAnswered {
  readonly sessionId: string;
  readonly requestId: string;
  readonly outcome: PermissionOutcome;
  /** Question id to answer; absent when the question expired or was cancelled. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly by?: string;
}

/** The agent asks a person and waits. */
export interface QuestionRequested {
  readonly sessionId: string;
  readonly turnId: string;
  readonly requestId: string;
  readonly questions: ReadonlyArray<Question>;
  readonly expiresAt: number;
  readonly context?: string;
}

/** A sandbox is being made for a session. */
export interface SandboxInitializing {
  readonly sessionId: string;
  /** Which kind: `local`, `bubblewrap`. */
  readonly provider: string;
}

/** A sandbox goes through a phase of its making. */
export interface SandboxProvisioning {
  readonly sessionId: string;
  readonly phase: string;
  readonly message?: string;
}

/** A sandbox can be used. */
export interface SandboxReady {
  readonly sessionId: string;
  readonly provider: string;
}

/** A sandbox is gone. */
export interface SandboxRemoved {
  readonly sessionId: string;
  /** `session_deleted`, `timeout`, `manual` or `error`. */
  readonly reason: string;
  readonly message?: string;
}

/** A session was put out of sight. */
export interface SessionArchived {
  readonly session: SessionMeta;
}

/** The agent says which commands it understands now. */
export interface SessionCommandsUpdated {
  readonly sessionId: string;
  readonly commands: ReadonlyArray<AgentCommand>;
}

/** A session's history was shortened to fit the model. */
export interface SessionCompacted {
  readonly sessionId: string;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  /** Its key. */
  readonly sessionKey?: string;
  /** The numbers were worked out from the length of the text, as the agent does not say them. */
  readonly estimated?: boolean;
}

/** A session was made. */
export interface SessionCreated {
  readonly session: SessionMeta;
}

/** A session and all that belonged to it are gone. */
export interface SessionDeleted {
  readonly sessionId: string;
  /** The key it had. */
  readonly sessionKey?: string;
}

/** A session moved from one state to another. */
export interface SessionStateChanged {
  readonly sessionId: string;
  /** The state it is in now. */
  readonly state: SessionState;
  /** The state it left. */
  readonly previous: SessionState;
  /** Why, such as `turn_complete`, `user_stopped`, `recovered`. */
  readonly reason?: string;
}

/** An archived session was brought back. */
export interface SessionUnarchived {
  readonly session: SessionMeta;
}

/** A session's record changed: its name or its state. */
export interface SessionUpdated {
  readonly session: SessionMeta;
}

/** A command ended. */
export interface TerminalCompleted {
  readonly sessionId: string;
  readonly turnId: string;
  readonly terminalId: string;
  /** The command line as it was run. */
  readonly command: string;
  /** Its exit code; 128 + n when signal n ended it. */
  readonly exitCode: number;
  readonly durationMs: number;
}

/** A command printed something. */
export interface TerminalOutput {
  readonly sessionId: string;
  readonly turnId: string;
  readonly terminalId: string;
  /** Raw output, both streams, decoded as UTF-8. */
  readonly data: string;
}

/** A piece of a tool call's arguments, to be appended. */
export interface ToolCallDelta {
  readonly sessionId: string;
  readonly turnId: string;
  readonly toolCallId: string;
  readonly delta: string;
}

/** A tool call begins; its arguments may still be on their way. */
export interface ToolCallStarted {
  readonly sessionId: string;
  readonly turnId: string;
  readonly toolCallId: string;
  readonly toolName: string;
}

/** The agent called a tool. */
export interface ToolCalled {
  readonly sessionId: string;
  readonly turnId: string;
  readonly toolCallId: string;
  /** The tool's kind or name: `read`, `edit`, `execute`… */
  readonly toolName: string;
  /** Its arguments, in the tool's own form. */
  readonly args: unknown;
  /** What the agent says it is doing. */
  readonly title?: string;
  readonly paths?: ReadonlyArray<string>;
}

/** A tool call ended well. */
export interface ToolCompleted {
  readonly sessionId: string;
  readonly turnId: string;
  readonly toolCallId: string;
  readonly toolName: string;
  /** From call to result, in milliseconds. */
  readonly durationMs: number;
  /** What it gave back, as text; absent when it gave nothing. */
  readonly output?: string;
}

/** A tool call failed. */
export interface ToolFailed {
  readonly sessionId: string;
  readonly turnId: string;
  readonly toolCallId: string;
  readonly toolName: string;
  readonly error: string;
  readonly durationMs: number;
}

/** A running tool call has something to show. */
export interface ToolProgressed {
  readonly sessionId: string;
  readonly turnId: string;
  readonly toolCallId: string;
  readonly output?: string;
  readonly title?: string;
}

/** A turn was stopped by a person. */
export interface TurnCancelled {
  readonly sessionId: string;
  readonly turnId: string;
  readonly durationMs: number;
  /** The answer as far as it got. */
  readonly text?: string;
  readonly by?: string;
}

/** A turn ended well. */
export interface TurnCompleted {
  readonly sessionId: string;
  readonly turnId: string;
  /** The whole answer. */
  readonly finalText: string;
  /** The agent's own word: `end_turn`, `max_tokens`, `max_turn_requests`, `refusal`. */
  readonly stopReason: string;
  /** From start to end, in milliseconds. */
  readonly durationMs: number;
  readonly tokens?: TokenCount;
  /** The session's key. */
  readonly sessionKey?: string;
}

/** A turn ended with an error. */
export interface TurnFailed {
  readonly sessionId: string;
  readonly turnId: string;
  /** `AGENT_ERROR`, `AGENT_DISCONNECTED` or `AGENT_TIMEOUT`. */
  readonly code: string;
  /** For people; holds nothing internal. */
  readonly message: string;
  readonly durationMs: number;
  /** The answer as far as it got. */
  readonly text?: string;
}

/** The agent's plan as it stands now; it replaces the one before. */
export interface TurnPlanUpdated {
  readonly sessionId: string;
  readonly turnId: string;
  readonly steps: ReadonlyArray<PlanStep>;
}

/** A turn began: the agent works on a prompt. */
export interface TurnStarted {
  readonly sessionId: string;
  readonly turnId: string;
  readonly agentType: string;
  /** What the person asked. */
  readonly prompt: string;
  /** The session's key. */
  readonly sessionKey?: string;
  /** What hooks added: the agent gets it behind the prompt. */
  readonly addedText?: string;
}

/** A person's words were delivered to the agent in the middle of its turn. */
export interface TurnSteered {
  readonly sessionId: string;
  readonly turnId: string;
  readonly steerId: string;
  readonly content: string;
}

/** A piece of the agent's answer, to be appended. */
export interface TurnTextDelta {
  readonly sessionId: string;
  readonly turnId: string;
  readonly text: string;
}

/** The agent stopped reasoning and goes on to act or answer. */
export interface TurnThinkingCompleted {
  readonly sessionId: string;
  readonly turnId: string;
  /** The whole reasoning of this block. */
  readonly text: string;
}

/** A piece of the agent's reasoning, to be appended. */
export interface TurnThinkingDelta {
  readonly sessionId: string;
  readonly turnId: string;
  readonly text: string;
}

/** The agent began to reason. */
export interface TurnThinkingStarted {
  readonly sessionId: string;
  readonly turnId: string;
}

/** How full the model's context is. */
export interface UsageContext {
  readonly sessionId: string;
  readonly turnId: string;
  readonly contextTokens: number;
  readonly maxContextTokens: number;
}

/** Tokens and cost of a turn so far. */
export interface UsageUpdated {
  readonly sessionId: string;
  readonly turnId: string;
  readonly model?: string;
  readonly provider?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedTokens?: number;
  /** 1,000,000 are one dollar. */
  readonly costMicroDollars?: number;
}

/** What each catalogue type says. */
export interface EventData {
  readonly "config.changed": ConfigChanged;
  readonly "config.error": ConfigError;
  readonly "config.reloaded": ConfigReloaded;
  readonly "cron.completed": CronCompleted;
  readonly "cron.failed": CronFailed;
  readonly "cron.job_changed": CronJobChanged;
  readonly "cron.retrying": CronRetrying;
  readonly "cron.triggered": CronTriggered;
  readonly "daemon.activity_changed": DaemonActivityChanged;
  readonly "daemon.config_reloaded": DaemonConfigReloaded;
  readonly "daemon.error": DaemonError;
  readonly "daemon.fs": DaemonFile;
  readonly "daemon.idle_state_changed": DaemonIdleStateChanged;
  readonly "daemon.meeting_state_changed": DaemonMeetingStateChanged;
  readonly "daemon.process": DaemonProcess;
  readonly "daemon.programming_session_ended": DaemonProgrammingSessionEnded;
  readonly "daemon.programming_session_started": DaemonProgrammingSessionStarted;
  readonly "daemon.resource_pressure_changed": DaemonResourcePressureChanged;
  readonly "daemon.system_state": DaemonSystemState;
  readonly "daemon.time": DaemonTime;
  readonly "daemon.watcher_started": DaemonWatcherStarted;
  readonly "daemon.watcher_stopped": DaemonWatcherStopped;
  readonly "file.changed": FileChanged;
  readonly "hook.blocked": HookBlocked;
  readonly "member.removed": MemberRemoved;
  readonly "member.updated": MemberUpdated;
  readonly "permission.requested": PermissionRequested;
  readonly "permission.resolved": PermissionResolved;
  readonly "question.answered": QuestionAnswered;
  readonly "question.requested": QuestionRequested;
  readonly "sandbox.initializing": SandboxInitializing;
  readonly "sandbox.provisioning": SandboxProvisioning;
  readonly "sandbox.ready": SandboxReady;
  readonly "sandbox.removed": SandboxRemoved;
  readonly "session.archived": SessionArchived;
  readonly "session.commands_updated": SessionCommandsUpdated;
  readonly "session.compacted": SessionCompacted;
  readonly "session.created": SessionCreated;
  readonly "session.deleted": SessionDeleted;
  readonly "session.state_changed": SessionStateChanged;
  readonly "session.unarchived": SessionUnarchived;
  readonly "session.updated": SessionUpdated;
  readonly "terminal.completed": TerminalCompleted;
  readonly "terminal.output": TerminalOutput;
  readonly "tool.call_delta": ToolCallDelta;
  readonly "tool.call_started": ToolCallStarted;
  readonly "tool.called": ToolCalled;
  readonly "tool.completed": ToolCompleted;
  readonly "tool.failed": ToolFailed;
  readonly "tool.progressed": ToolProgressed;
  readonly "turn.cancelled": TurnCancelled;
  readonly "turn.completed": TurnCompleted;
  readonly "turn.failed": TurnFailed;
  readonly "turn.plan_updated": TurnPlanUpdated;
  readonly "turn.started": TurnStarted;
  readonly "turn.steered": TurnSteered;
  readonly "turn.text_delta": TurnTextDelta;
  readonly "turn.thinking_completed": TurnThinkingCompleted;
  readonly "turn.thinking_delta": TurnThinkingDelta;
  readonly "turn.thinking_started": TurnThinkingStarted;
  readonly "usage.context": UsageContext;
  readonly "usage.updated": UsageUpdated;
}

/** The topics of the catalogue. */
export type EventType = keyof EventData;

/** An event as it stands in a stream, whatever its type: custom types have this form too. */
export interface Envelope {
  /** The name of the stream it belongs to, such as `session:9f…`. */
  readonly stream: string;
  /** Its number in the stream: from 1, strictly increasing, never used twice. */
  readonly seq: number;
  /** Which life of the log the numbers belong to; it changes only when the log was lost or restored from a backup. */
  readonly epoch: number;
  /** When it was stamped, Unix milliseconds. */
  readonly time: number;
  /** Its topic. */
  readonly type: string;
  /** True when it is in the log and can be replayed; false when it is live only. */
  readonly durable: boolean;
  /** What it says. */
  readonly data: unknown;
  /** The publisher's own id, when it gave one; unique in the stream. */
  readonly id?: string;
  /** The first number it stands for, where pieces of one text were joined for a slow reader. */
  readonly firstSeq?: number;
  /** What it is about and whom it names, beside its topic. */
  readonly labels?: Labels;
  /** Follow after it to get everything that comes later; durable events only. */
  readonly cursor?: string;
}

/** Tags and mentions of an event. */
export interface Labels {
  /** Tags. */
  readonly scopes: ReadonlyArray<Scope>;
  /** Names or roles, without the at sign. */
  readonly mentions: ReadonlyArray<string>;
}

/** A tag that followers can ask for. */
export interface Scope {
  /** What kind of tag, such as `task`. */
  readonly type: string;
  /** Which one. */
  readonly value: string;
}

/** Where the follower stands, before the first event. */
export interface CursorNotice {
  /** Follow after it to get everything that comes later. */
  readonly cursor: string;
}

/** Numbers of a stream that this follower will not receive. */
export interface Gap {
  /** The stream whose numbers are missing. */
  readonly stream: string;
  /** Exclusive: the last number that is not missing. */
  readonly from: number;
  /** Inclusive: the last number that is missing. */
  readonly to: number;
  /** Why: they were live only and are gone, or this follower was too slow for them. */
  readonly reason: "not_kept" | "too_slow";
}

/** History is done; what follows is live. */
export interface LiveNotice {
  /** Which one, on a connection that may have several. */
  readonly subscription?: number;
}

/** The cursor that was given belongs to another log; everything follows from the beginning. */
export interface ResetNotice {
  /** The life of the log from here on. */
  readonly epoch: number;
  /** For people. */
  readonly reason: string;
}

/** The server stops: reconnect and resume. */
export interface ShutdownNotice {
  /** For people. */
  readonly reason: string;
}

/** An entry of one catalogue type. */
export interface Entry<T extends EventType> extends Envelope {
  readonly type: T;
  readonly data: EventData[T];
}

/** An entry of any catalogue type: test `type` to know its data. */
export type CatalogueEntry = { [T in EventType]: Entry<T> }[EventType];
