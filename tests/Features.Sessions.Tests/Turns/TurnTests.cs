using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Turns;

public sealed class TurnTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_turn_starts_the_agent_and_ends_ready()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            await agent.ThinkAsync("Hm. ");
            await agent.ThinkAsync("Yes.");
            await agent.SayAsync("You said: ");
            await agent.SayAsync(prompt);
            return new PromptResult("end_turn", InputTokens: 12, OutputTokens: 3);
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunToEndAsync(session.Id, "hello");

        Assert.Equal(
            [
                "turn.started", "session.state_changed", "session.state_changed", "session.state_changed",
                "turn.thinking_started", "turn.thinking_delta", "turn.thinking_delta", "turn.thinking_completed",
                "turn.text_delta", "turn.text_delta", "usage.updated", "turn.completed", "session.state_changed",
            ],
            house.Seen.Types(session.Id));
        Assert.Equal(
            ["Activating turn_started", "Ready agent_started", "Running turn_started", "Ready turn_complete"], house.Seen.States(session.Id));
        var completed = Assert.Single(house.Seen.All<TurnCompleted>());
        Assert.Equal("You said: hello", completed.FinalText);
        Assert.Equal("end_turn", completed.StopReason);
        Assert.Equal(new TokenCount(12, 3), completed.Tokens);
        Assert.Equal("Hm. Yes.", Assert.Single(house.Seen.All<TurnThinkingCompleted>()).Text);
        Assert.Equal("scripted-1", Assert.Single(house.Seen.All<UsageUpdated>()).Model);
        Assert.Equal(turnId, completed.TurnId);
        Assert.Equal(SessionState.Ready, await house.StatusAsync(session.Id));
    }

    [Fact]
    public async Task Who_hears_a_turns_beginning_may_stop_it_at_once()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        Task<string>? stop = null;
        house.Seen.AtOnce = entry =>
        {
            if (entry.Type == "turn.started") stop = house.Turns.StopAsync(House.Ada, session.Id, Cancellation).AsTask();
        };
        var turn = await house.RunAsync(session.Id);

        Assert.Equal(turn, await stop!);
        Assert.IsType<TurnCancelled>(await house.EndOfTurnAsync(turn));
    }

    [Fact]
    public async Task The_sandbox_is_announced_around_its_making()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);

        var types = house.Seen.Of(session.Id).Select(entry => entry.Type).Where(type => type.StartsWith("sandbox.", StringComparison.Ordinal));
        Assert.Equal(["sandbox.initializing", "sandbox.provisioning", "sandbox.ready"], types);
        Assert.Equal("ready", (await house.SnapshotAsync(session.Id)).Sandbox!.Status);
    }

    [Fact]
    public async Task Each_state_is_announced_to_the_tenant_as_well()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);

        var announced = house.Seen.All<SessionUpdated>().Select(updated => updated.Session.Status).Distinct();
        Assert.Equal([SessionState.Activating, SessionState.Running, SessionState.Ready], announced);
        Assert.Equal(SessionState.Ready, house.Seen.All<SessionUpdated>()[^1].Session.Status);
    }

    [Fact]
    public async Task The_next_turn_is_the_same_agents()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id, "one");
        await house.RunToEndAsync(session.Id, "two");

        Assert.Equal(["one", "two"], Assert.Single(house.Agents.Started).Prompts);
        Assert.Equal(
            ["Activating turn_started", "Ready agent_started", "Running turn_started", "Ready turn_complete", "Running turn_started", "Ready turn_complete"],
            house.Seen.States(session.Id));
    }

    [Fact]
    public async Task One_turn_runs_at_a_time()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var go = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await go.Task;
            return new PromptResult("end_turn");
        };
        var attempts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return await house.RunAsync(session.Id);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.TurnInProgress)
            {
                return null;
            }
        }));

        var turnId = Assert.Single(attempts, id => id is not null);
        Assert.Equal(turnId, Assert.Single(house.Seen.All<TurnStarted>()).TurnId);
        go.SetResult();
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId!));
    }

    [Fact]
    public async Task A_tool_call_goes_from_start_to_result()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            var input = JsonElement.Parse("""{"path":"a.txt"}""");
            await agent.TellAsync(new AgentToolCall("c1", "Read a.txt", "read", "pending", input, ["a.txt"], null));
            await agent.TellAsync(new AgentToolUpdate("c1", null, null, "in_progress", null, null, "half", null));
            house.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await agent.TellAsync(new AgentToolUpdate("c1", null, null, "completed", null, null, "whole", null));
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);

        var called = Assert.Single(house.Seen.All<ToolCalled>());
        Assert.Equal(("read", "Read a.txt", "a.txt"), (called.ToolName, called.Title, called.Args.GetProperty("path").GetString()));
        Assert.Equal("half", Assert.Single(house.Seen.All<ToolProgressed>()).Output);
        var completed = Assert.Single(house.Seen.All<ToolCompleted>());
        Assert.Equal(("whole", 250), (completed.Output, completed.DurationMs));
    }

    [Fact]
    public async Task A_tool_call_that_never_ended_fails_with_its_turn()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.TellAsync(new AgentToolCall("c1", "Wait", "execute", "in_progress", null, [], null));
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);

        Assert.Equal("the turn ended first", Assert.Single(house.Seen.All<ToolFailed>()).Error);
        Assert.Equal(["tool.failed", "turn.completed", "session.state_changed"], house.Seen.Types(session.Id).TakeLast(3));
    }

    [Fact]
    public async Task What_the_agent_says_after_its_turn_is_dropped()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        var before = house.Seen.Of(session.Id).Count;
        await house.Agents.Started[0].SayAsync("by the way");

        Assert.Equal(before, house.Seen.Of(session.Id).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task An_empty_prompt_is_refused(string text)
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.RunAsync(session.Id, text));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
    }

    [Fact]
    public async Task A_prompt_is_at_most_a_megabyte()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.RunAsync(session.Id, new string('é', 512 * 1024) + "x"));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
        await house.RunToEndAsync(session.Id, new string('é', 512 * 1024));
    }

    [Fact]
    public async Task An_archived_session_runs_no_turn()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.Sessions.ArchiveAsync(House.Ada, session.Id, true, Cancellation);
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.RunAsync(session.Id));
        Assert.Equal(ErrorCode.SessionArchived, refused.Code);
    }

    [Fact]
    public async Task The_callers_leaving_does_not_stop_a_turn()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var go = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await go.Task;
            return new PromptResult("end_turn");
        };
        using var caller = new CancellationTokenSource();
        var turnId = await house.Turns.RunAsync(House.Ada, session.Id, "go on", caller.Token);
        await caller.CancelAsync();
        go.SetResult();

        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
    }
}
