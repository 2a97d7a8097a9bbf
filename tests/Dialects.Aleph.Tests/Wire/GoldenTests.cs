using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Tests.Wire;

public sealed class GoldenTests
{
    private const string S = Written.SessionId;
    private const string R = "run-uuid-123";
    private const string K = "agent:main:main";

    private static readonly SessionMeta Session = new(S, "dev", "demo", SessionState.Inactive, false, 1, 1, Key: K);
    private static readonly PermissionOption[] Options = [new("1", "Allow", PermissionKind.AllowOnce), new("2", "Deny", PermissionKind.RejectOnce)];

    /// <summary>Every line of the seed's tables: an event, the topic it is sent under, and its data, fields in the order of the table.</summary>
    public static readonly IReadOnlyList<(Event Value, string Topic, string Data)> Table =
    [
        (new TurnStarted(S, R, "demo", "Hi", K), "stream.start", $$"""{"run_id":"{{R}}"}"""),
        (new TurnTextDelta(S, R, "Hel\"lo <b>"), "stream.chunk", $$"""{"run_id":"{{R}}","content":"Hel\"lo <b>"}"""),
        (new ToolCalled(S, R, "c1", "shell:exec", JsonElement.Parse("""{"command":"ls"}""")), "stream.tool_start",
            $$"""{"run_id":"{{R}}","tool_name":"shell:exec","args":{"command":"ls"},"tool_id":"c1"}"""),
        (new ToolCompleted(S, R, "c1", "shell:exec", 42, "a.txt"), "stream.tool_end",
            $$"""{"run_id":"{{R}}","tool_name":"shell:exec","result":{"success":true,"output":"a.txt","error":null},"duration_ms":42,"tool_id":"c1"}"""),
        (new ToolFailed(S, R, "c1", "shell:exec", "no such file", 3), "stream.tool_end",
            $$"""{"run_id":"{{R}}","tool_name":"shell:exec","result":{"success":false,"output":null,"error":"no such file"},"duration_ms":3,"tool_id":"c1"}"""),
        (new TurnThinkingDelta(S, R, "Hm"), "stream.thinking", $$"""{"run_id":"{{R}}","step_type":"analysis","content":"Hm","is_final":false}"""),
        (new TurnThinkingCompleted(S, R, "Hm, yes"), "stream.thinking", $$"""{"run_id":"{{R}}","step_type":"analysis","content":"","is_final":true}"""),
        (new TurnPlanUpdated(S, R, [new PlanStep("Look", "high", "completed"), new PlanStep("Mend", "high", "in_progress")]), "stream.thinking",
            $$"""{"run_id":"{{R}}","step_type":"planning","content":"1. Look (done)\n2. Mend (now)","is_final":true}"""),
        (new TurnCompleted(S, R, "Hello", "end_turn", 5000, new TokenCount(1000, 247, 500), K), "stream.end", $$"""{"run_id":"{{R}}"}"""),
        (new TurnStarted(S, R, "demo", "Hi", K), "agent.started", $$"""{"run_id":"{{R}}","session_key":"{{K}}"}"""),
        (new TurnCompleted(S, R, "Hello", "end_turn", 5000, new TokenCount(1000, 247, 500), K), "agent.completed",
            $$"""{"run_id":"{{R}}","session_key":"{{K}}","tokens_used":1247,"duration_ms":5000}"""),
        (new TurnFailed(S, R, "AGENT_TIMEOUT", "The agent was silent", 10), "agent.error", $$"""{"run_id":"{{R}}","error":"The agent was silent"}"""),
        (new TurnFailed(S, R, "AGENT_TIMEOUT", "The agent was silent", 10), "stream.end", $$"""{"run_id":"{{R}}"}"""),
        (new TurnCancelled(S, R, 10), "agent.cancelled", $$"""{"run_id":"{{R}}"}"""),
        (new SessionCreated(Session), "session.created", $$"""{"session_key":"{{K}}"}"""),
        (new SessionDeleted(S, K), "session.deleted", $$"""{"session_key":"{{K}}"}"""),
        (new SessionCompacted(S, 90000, 12000, K), "session.compacted", $$"""{"session_key":"{{K}}","tokens_before":90000,"tokens_after":12000}"""),
        (new CronTriggered("j1", R, "schedule"), "cron.triggered", $$"""{"job_id":"j1","run_id":"{{R}}","trigger_source":"schedule"}"""),
        (new CronCompleted("j1", R, 900), "cron.completed", $$"""{"job_id":"j1","run_id":"{{R}}","duration_ms":900}"""),
        (new CronFailed("j1", R, "exit code 1"), "cron.failed", $$"""{"job_id":"j1","run_id":"{{R}}","error":"exit code 1"}"""),
        (new ConfigChanged(["agents.claude.args"], "file"), "config.changed", """{"changed_keys":["agents.claude.args"],"source":"file"}"""),
        (new ConfigReloaded("file"), "config.reloaded", """{"source":"file"}"""),
        (new PermissionRequested(S, R, "p1", "execute", "Run it", Options, 1706400120000, Command: "rm -rf build", RiskLevel: RiskLevel.Critical), "exec.approval_requested",
            $$"""{"id":"p1","command":"rm -rf build","risk_level":"critical","run_id":"{{R}}","tool_name":"execute","expires_at":1706400120000}"""),
        (new PermissionResolved(S, "p1", false, PermissionOutcome.Expired), "exec.approval_resolved", """{"id":"p1","decision":"deny"}"""),
        (new PermissionResolved(S, "p1", true, PermissionOutcome.Allowed, PermissionKind.AllowAlways, "ada"), "exec.approval_resolved",
            """{"id":"p1","decision":"allow_session","resolved_by":"ada"}"""),
    ];

    public static TheoryData<int> Lines => [.. Enumerable.Range(0, Table.Count)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_topic_of_the_seed_is_sent_with_its_fields_in_their_order(int line)
    {
        var (value, topic, data) = Table[line];
        Assert.Equal(
            $$$"""{"jsonrpc":"2.0","method":"event","params":{"topic":"{{{topic}}}","data":{{{data}}},"timestamp":1706400000000}}""",
            Assert.Single(Written.Of(value, topic)));
    }

    [Fact]
    public void One_entry_may_be_two_events_and_a_client_gets_those_it_wants()
    {
        var completed = new TurnCompleted(S, R, "Hello", "end_turn", 5000, null, K);
        Assert.Equal(["stream.end", "agent.completed"], Topics(Written.Of(completed)));
        Assert.Equal(["stream.end"], Topics(Written.Of(completed, "stream.*")));
        Assert.Equal(["agent.completed"], Topics(Written.Of(completed, "agent.* *.completed")));
        Assert.Empty(Written.Of(completed, "turn.*"));
        Assert.Equal(["agent.started", "stream.start"], Topics(Written.Of(new TurnStarted(S, R, "demo", "Hi", K))));
    }

    [Fact]
    public void What_has_no_word_goes_out_under_its_own_topic_as_it_is()
    {
        Assert.Equal(
            """{"jsonrpc":"2.0","method":"event","params":{"topic":"turn.steered","data":{"sessionId":"s","turnId":"t","steerId":"x","content":"Go"},"timestamp":1706400000000}}""",
            Assert.Single(Written.Of(new TurnSteered("s", "t", "x", "Go"))));
        Assert.Equal(
            """{"jsonrpc":"2.0","method":"event","params":{"topic":"build.done","data":{"ok":true},"timestamp":1706400000000}}""",
            Assert.Single(Written.Of(Written.Custom("build.done"))));
    }

    [Fact]
    public void Numbers_come_to_whoever_asked_for_them_and_what_ends_says_the_whole()
    {
        Assert.Equal(
            $$$"""{"jsonrpc":"2.0","method":"event","params":{"topic":"stream.end","data":{"run_id":"{{{R}}}","content":"Hello"},"timestamp":1706400000000,"stream":"session:{{{S}}}","seq":7,"epoch":1795232482317,"cursor":"1795232482317-41"}}""",
            Assert.Single(Written.Of(new TurnCompleted(S, R, "Hello", "end_turn", 1, null, K), "stream.*", numbered: true)));
        Assert.Equal(
            $$$"""{"jsonrpc":"2.0","method":"event","params":{"topic":"stream.chunk","data":{"run_id":"{{{R}}}","content":"He"},"timestamp":1706400000000,"stream":"session:{{{S}}}","seq":7,"epoch":1795232482317}}""",
            Assert.Single(Written.Of(new TurnTextDelta(S, R, "He"), "*", numbered: true)));
    }

    private static IEnumerable<string> Topics(IEnumerable<string> messages) =>
        messages.Select(message => JsonElement.Parse(message).GetProperty("params").GetProperty("topic").GetString()!);
}
