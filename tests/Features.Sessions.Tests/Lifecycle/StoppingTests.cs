using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Lifecycle;

public sealed class StoppingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_ends_turns_as_lost_and_every_agent()
    {
        await using var house = await House.OpenAsync();
        var resting = await house.CreateAsync();
        await house.RunToEndAsync(resting.Id);
        house.Agents.Script = async (agent, _) =>
        {
            await agent.SayAsync("so far");
            await agent.Client.RequestPermissionAsync(new AgentPermission(null, "execute", "x", [], null), Cancellation);
            return new PromptResult("end_turn");
        };
        var busy = await house.CreateAsync();
        await house.RunAsync(busy.Id);
        await house.Seen.SeenAsync<SessionUpdated>(wanted: updated => updated.Session.Status == SessionState.Waiting);

        await house.Feature.StopAsync(Cancellation);
        Assert.Equal(["Deactivating server_stopping", "Inactive server_stopping"], house.Seen.States(resting.Id).TakeLast(2));
        Assert.Equal(["Deactivating server_stopping", "Inactive server_stopping"], house.Seen.States(busy.Id).TakeLast(2));
        var failed = Assert.Single(house.Seen.All<TurnFailed>());
        Assert.Equal(("AGENT_DISCONNECTED", "so far"), (failed.Code, failed.Text));
        Assert.Equal(PermissionOutcome.Cancelled, Assert.Single(house.Seen.All<PermissionResolved>()).Outcome);
        Assert.All(house.Agents.Started, agent => Assert.True(agent.IsDisposed));
        Assert.Empty(await house.Documents.ListAsync(new("acme", "active", 10), Cancellation));
    }

    [Fact]
    public async Task A_stop_while_an_agent_starts_leaves_the_session_inactive()
    {
        await using var house = await House.OpenAsync();
        var starting = new TaskCompletionSource();
        house.Agents.Handshake = async cancelled =>
        {
            starting.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        await starting.Task;
        await house.Feature.StopAsync(Cancellation);
        Assert.Equal(["Activating turn_started", "Inactive server_stopping"], house.Seen.States(session.Id));
        Assert.Single(house.Seen.All<TurnFailed>());
    }

    [Fact]
    public async Task No_turn_begins_after_a_stop()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.Feature.StopAsync(Cancellation);
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.RunAsync(session.Id));
        Assert.Equal(ErrorCode.ShuttingDown, refused.Code);
        Assert.Equal(SessionState.Inactive, await house.StatusAsync(session.Id));
    }

    [Fact]
    public async Task Turns_that_begin_while_the_server_stops_end_or_are_refused()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Exited;
            throw new AgentException(AgentFault.Disconnected, "gone");
        };
        var sessions = new List<SessionMeta>();
        for (var i = 0; i < 20; i++) sessions.Add(await house.CreateAsync());
        var running = sessions.Select(async session =>
        {
            try
            {
                return await house.RunAsync(session.Id);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.ShuttingDown)
            {
                return null;
            }
        }).ToList();
        await running[0];
        await house.Feature.StopAsync(Cancellation);

        var begun = (await Task.WhenAll(running)).OfType<string>().Order();
        Assert.Equal(begun, house.Seen.All<TurnFailed>().Select(failed => failed.TurnId).Order());
        foreach (var session in sessions) Assert.Equal(SessionState.Inactive, await house.StatusAsync(session.Id));
    }
}
