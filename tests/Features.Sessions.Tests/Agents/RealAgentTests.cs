using System.Runtime.InteropServices;
using Carillon.Events;
using Carillon.Features.Agents;
using Carillon.Features.Sessions.Tests.Given;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Sessions.Tests.Agents;

/// <summary>Whole turns of real agents: processes that speak the protocol, in real workspaces.</summary>
public sealed class RealAgentTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Carillon.TestAgent");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_writes_a_file_once_it_may()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "worker");
        var turnId = await house.RunAsync(session.Id, "write notes.txt: remember the milk");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        Assert.Empty(house.Seen.All<FileChanged>());
        await house.Approvals.ResolveAsync(House.Ben, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation);

        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
        var changed = Assert.Single(house.Seen.All<FileChanged>());
        Assert.Equal(("notes.txt", 1, turnId), (changed.Path, changed.Iteration, changed.TurnId));
        Assert.Contains(house.Seen.All<ToolCalled>(), call => call.ToolCallId == asked.ToolCallId);
        Assert.Empty(house.Seen.All<ToolFailed>());
        var told = string.Concat(house.Seen.All<TurnTextDelta>().Select(delta => delta.Text));
        Assert.Equal(told, Assert.Single(house.Seen.All<TurnCompleted>()).FinalText);
    }

    [Fact]
    public async Task An_agent_that_may_not_write_does_not()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "worker");
        var turnId = await house.RunAsync(session.Id, "write notes.txt: remember the milk");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Approvals.ResolveAsync(House.Ben, session.Id, asked.RequestId, PermissionKind.RejectOnce, Cancellation);

        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
        Assert.Empty(house.Seen.All<FileChanged>());
    }

    [Fact]
    public async Task A_turn_that_is_stopped_while_it_asks_ends_and_the_agent_goes_on()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "worker");
        await house.RunAsync(session.Id, "write notes.txt: remember the milk");
        await house.Seen.SeenAsync<PermissionRequested>();
        await house.Turns.StopAsync(House.Ada, session.Id, Cancellation);

        Assert.Single(house.Seen.All<TurnCancelled>());
        Assert.Equal(PermissionOutcome.Cancelled, Assert.Single(house.Seen.All<PermissionResolved>()).Outcome);
        Assert.Equal(SessionState.Ready, await house.StatusAsync(session.Id));
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id, "list")));
        Assert.Single(house.Seen.All<SandboxReady>());
    }

    [Fact]
    public async Task An_agent_that_dies_fails_its_turn_and_the_next_turn_gets_another()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "scripted");
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id, "say so far\nkill")));
        Assert.Equal(("AGENT_DISCONNECTED", "so far"), (failed.Code, failed.Text));

        var completed = Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id, "say hello\nend")));
        Assert.Equal("hello", completed.FinalText);
    }

    [Fact]
    public async Task An_agent_that_is_deaf_to_a_stop_is_ended()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "scripted");
        await house.RunAsync(session.Id, "say so far\nhang");
        await house.Seen.SeenAsync<TurnTextDelta>();
        await house.Turns.StopAsync(House.Ada, session.Id, Cancellation);

        Assert.Equal("so far", Assert.Single(house.Seen.All<TurnCancelled>()).Text);
        Assert.Equal(["Ready user_stopped", "Inactive agent_ended"], house.Seen.States(session.Id).TakeLast(2));
    }

    [Fact]
    public async Task Ten_thousand_pieces_arrive_in_order_and_make_the_answer()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "scripted");
        var completed = Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id, "count 10000\nend")));
        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i} ")), completed.FinalText);
        Assert.Equal(completed.FinalText, string.Concat(house.Seen.All<TurnTextDelta>().Select(delta => delta.Text)));
        var numbers = house.Seen.Of(session.Id).Select(entry => entry.Seq).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(i => (long)i), numbers);
    }

    [Fact]
    public async Task A_server_that_stops_leaves_no_agent_behind()
    {
        await using var house = await OpenAsync();
        var session = await CreateAsync(house, "scripted");
        await house.RunAsync(session.Id, "say so far\nhang");
        await house.Seen.SeenAsync<TurnTextDelta>();
        await house.Feature.StopAsync(Cancellation);

        Assert.Equal("AGENT_DISCONNECTED", Assert.Single(house.Seen.All<TurnFailed>()).Code);
        Assert.Equal(SessionState.Inactive, await house.StatusAsync(session.Id));
    }

    private static Task<House> OpenAsync()
    {
        var environment = new Dictionary<string, string>
        {
            // Where this very runtime is, wherever it was installed.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            ["CARILLON_DEMO_PACE_MS"] = "0",
        };
        var options = new AgentsOptions
        {
            Agents = [new("worker", Program, ["demo-agent"], environment), new("scripted", Program, [""], environment)],
            CancelGrace = TimeSpan.FromMilliseconds(300),
        };
        var agents = new AcpAgents(options, TimeProvider.System, NullLogger<AcpAgents>.Instance);
        return House.OpenAsync(new HouseOptions { Agents = agents });
    }

    private static async Task<SessionMeta> CreateAsync(House house, string agentType) =>
        await house.Sessions.CreateAsync(House.Ada, agentType, null, Cancellation);
}
