using Carillon.Contracts.Agents;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Lifecycle;

public sealed class RecoveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_turn_ends_as_lost_and_all_it_had_open_ends()
    {
        var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.TellAsync(new AgentToolCall("done", "a", "read", "completed", null, [], null));
            await agent.TellAsync(new AgentToolCall("open", "b", "execute", "in_progress", null, [], null));
            await agent.ThinkAsync("hm");
            await agent.Client.RequestPermissionAsync(new AgentPermission("open", "execute", "x", [], null), Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<SessionUpdated>(wanted: updated => updated.Session.Status == SessionState.Waiting);
        var last = house.Seen.Of(session.Id)[^1].Seq;

        await using var after = await house.CrashAsync();
        Assert.Equal(["tool.failed", "permission.resolved", "turn.failed", "session.state_changed"], after.Seen.Types(session.Id));
        Assert.Equal("open", Assert.Single(after.Seen.All<ToolFailed>()).ToolCallId);
        var failed = Assert.Single(after.Seen.All<TurnFailed>());
        Assert.Equal((turnId, "AGENT_DISCONNECTED", "Lost connection to agent"), (failed.TurnId, failed.Code, failed.Message));
        Assert.Equal(["Inactive recovered"], after.Seen.States(session.Id));
        Assert.Equal(SessionState.Waiting, Assert.Single(after.Seen.All<SessionStateChanged>()).Previous);
        Assert.True(after.Seen.Of(session.Id)[0].Seq > last);
        Assert.Equal(SessionState.Inactive, Assert.Single(after.Seen.All<SessionUpdated>()).Session.Status);
        Assert.Null((await after.SnapshotAsync(session.Id)).CurrentTurn);
        Assert.IsType<TurnCompleted>(await after.EndOfTurnAsync(await after.RunAsync(session.Id)));
    }

    [Fact]
    public async Task Reasoning_that_was_cut_off_ends()
    {
        var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.ThinkAsync("hm");
            await new TaskCompletionSource().Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<TurnThinkingDelta>();
        await using var after = await house.CrashAsync();
        Assert.Equal(["turn.thinking_completed", "turn.failed", "session.state_changed"], after.Seen.Types(session.Id));
    }

    [Fact]
    public async Task A_session_whose_agent_rested_becomes_inactive_and_loses_no_turn()
    {
        var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        await using var after = await house.CrashAsync();
        Assert.Equal(["session.state_changed"], after.Seen.Types(session.Id));
        Assert.Equal(SessionState.Inactive, await after.StatusAsync(session.Id));
    }

    [Fact]
    public async Task Sessions_at_rest_are_not_looked_at()
    {
        var house = await House.OpenAsync();
        var quiet = await house.CreateAsync();
        house.Agents.Script = (_, _) => throw new AgentException(AgentFault.TimedOut, "silent");
        var failed = await house.CreateAsync();
        await house.RunToEndAsync(failed.Id);
        Assert.Empty(await house.Documents.ListAsync(new("acme", "active", 10), Cancellation));

        await using var after = await house.CrashAsync();
        Assert.Empty(after.Seen.Entries());
        Assert.Equal(SessionState.Error, await after.StatusAsync(failed.Id));
        Assert.Equal(SessionState.Inactive, await after.StatusAsync(quiet.Id));
    }

    [Fact]
    public async Task Recovering_twice_changes_nothing()
    {
        var house = await House.OpenAsync();
        house.Agents.Script = async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<SessionUpdated>(wanted: updated => updated.Session.Status == SessionState.Running);
        await using var after = await house.CrashAsync();
        var count = after.Seen.Entries().Count;
        await after.Feature.RecoverAsync(Cancellation);
        Assert.Equal(count, after.Seen.Entries().Count);
    }
}
