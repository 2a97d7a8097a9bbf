namespace Carillon.Dialects.Diminuendo.Tests.Wire;

/// <summary>
/// The seed's own words for each event: fields in order, <c>name:type</c>, a question mark where the field may be absent, a bar
/// where it may be null. After the stroke: what is ours.
/// </summary>
internal static class FieldTable
{
    private const string Numbered = "seq:number ts:number";
    private const string Turn = "type:string sessionId:string turnId:string";
    private const string Session = "type:string sessionId:string";

    public static IReadOnlyDictionary<string, string> Events { get; } = new Dictionary<string, string>
    {
        ["session_updated"] = "type:string session:object",
        ["session_deleted"] = Session,
        ["session_state"] = $"{Session} state:string reason?:string / {Numbered}",
        ["turn_started"] = $"{Turn} {Numbered} /",
        ["text_delta"] = $"{Turn} text:string {Numbered} / firstSeq?:number",
        ["message.delta"] = $"{Turn} text:string {Numbered} / firstSeq?:number",
        ["turn_complete"] = $"{Turn} finalText:string {Numbered} /",
        ["message.complete"] = $"{Turn} text:string {Numbered} /",
        ["turn_error"] = $"{Turn} message:string code:string {Numbered} /",
        ["tool_call"] = $"{Turn} toolCallId:string toolName:string args:any {Numbered} /",
        ["tool_result"] = $"{Turn} toolCallId:string status:string output?:string {Numbered} /",
        ["tool_call_start"] = $"{Turn} toolCallId:string toolName:string {Numbered} /",
        ["tool_call_delta"] = $"{Turn} toolCallId:string delta:string {Numbered} / firstSeq?:number",
        ["tool_error"] = $"{Turn} toolCallId:string error:string {Numbered} /",
        ["question_requested"] = $"{Session} requestId:string questions:array context?:string / {Numbered} turnId:string expiresAt:number",
        ["permission_requested"] =
            $"{Session} requestId:string toolName:string description:string {Numbered} / turnId:string toolCallId?:string options:array expiresAt:number",
        ["approval_resolved"] = $"{Session} requestId:string approved:boolean {Numbered} / outcome:string",
        ["thinking_start"] = $"{Turn} {Numbered} /",
        ["thinking_progress"] = $"{Turn} text:string {Numbered} / firstSeq?:number",
        ["thinking_complete"] = $"{Turn} {Numbered} /",
        ["terminal_stream"] = $"{Turn} data:string {Numbered} / firstSeq?:number",
        ["terminal_complete"] = $"{Turn} exitCode:number {Numbered} /",
        ["sandbox_init"] = $"{Session} provider:string / {Numbered}",
        ["sandbox_provisioning"] = $"{Session} phase:string message?:string / {Numbered}",
        ["sandbox_ready"] = $"{Session} / {Numbered}",
        ["sandbox_removed"] = $"{Session} reason:string message?:string / {Numbered}",
        ["usage_update"] =
            $"{Turn} model|:string provider|:string inputTokens|:number outputTokens|:number cachedTokens|:number costMicroDollars|:number / {Numbered}",
        ["usage_context"] = $"{Turn} contextTokens:number maxContextTokens:number / {Numbered}",
        ["file_changed"] = $"{Session} path:string iteration:number size:number / {Numbered}",
        ["steer_sent"] = $"{Session} steerId:string content:string / {Numbered}",
        ["stop_acknowledged"] = $"{Turn} / {Numbered}",
    };

    /// <summary>The same for answers, snapshots and what concerns the connection.</summary>
    public static IReadOnlyDictionary<string, string> Replies { get; } = new Dictionary<string, string>
    {
        ["welcome"] = "type:string protocolVersion:number requiresAuth:boolean",
        ["connected"] = "type:string clientId:string heartbeatIntervalMs:number ts:number",
        ["authenticated"] = "type:string identity:object",
        ["heartbeat"] = "type:string ts:number",
        ["session_list"] = "type:string sessions:array / next?:string",
        ["session_created"] = "type:string session:object",
        ["session_archived"] = "type:string session:object",
        ["session_unarchived"] = "type:string session:object",
        ["state_snapshot"] = $"{Session} session:object currentTurn|:object recentHistory:array subscriberCount:number sandbox|:object / seq:number",
        ["stream_snapshot"] = $"{Turn} textSoFar:string thinkingSoFar:string toolCalls:array",
        ["gap"] = $"{Session} fromSeq:number toSeq:number",
        ["replay_complete"] = $"{Session} lastSeq:number",
        ["file_list"] = $"{Session} files:array / truncated?:boolean",
        ["file_content"] = $"{Session} path:string content:string encoding:string size:number / iteration?:number",
        ["file_history_result"] = $"{Session} path:string iterations:array",
        ["server_shutdown"] = "type:string reason:string ts:number",
        ["history"] = $"{Session} items:array",
        ["events"] = $"{Session} events:array / lastSeq:number more:boolean",
        ["member_list"] = "type:string members:array",
        ["member_updated"] = "type:string userId:string role:string",
        ["member_removed"] = "type:string userId:string",
        ["error"] = "type:string code:string message:string retryAfterMs?:number",
        ["pong"] = "type:string clientTs:number serverTs:number",
    };

    /// <summary>The 18 events that carry both seq and ts in the seed.</summary>
    public static IReadOnlyList<string> NumberedInTheSeed { get; } =
    [
        "turn_started", "text_delta", "turn_complete", "turn_error", "message.delta", "message.complete", "tool_call", "tool_result",
        "tool_call_start", "tool_call_delta", "tool_error", "permission_requested", "approval_resolved", "thinking_start",
        "thinking_progress", "thinking_complete", "terminal_stream", "terminal_complete",
    ];
}
