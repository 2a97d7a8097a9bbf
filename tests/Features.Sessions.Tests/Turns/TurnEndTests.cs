using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Turns;

public sealed class TurnEndTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_turn_is_cancelled_and_the_agent_stays()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = SayAndWait;
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<TurnTextDelta>();

        Assert.Equal(turnId, await house.Turns.StopAsync(House.Ben, session.Id, Cancellation));
        var cancelled = Assert.Single(house.Seen.All<TurnCancelled>());
        Assert.Equal(("so far", "ben"), (cancelled.Text, cancelled.By));
        Assert.Equal("Ready user_stopped", house.Seen.States(session.Id)[^1]);
        Assert.False(Assert.Single(house.Agents.Started).IsDisposed);
        await house.RunAsync(session.Id);
        Assert.Single(house.Agents.Started);
    }

    [Fact]
    public async Task An_agent_that_does_not_stop_is_ended()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.SayAsync("busy");
            await new TaskCompletionSource().Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<TurnTextDelta>();
        var stopping = house.Turns.StopAsync(House.Ada, session.Id, Cancellation).AsTask();
        await house.Clock.TimerSetAsync(TimeSpan.FromSeconds(15));
        Assert.False(stopping.IsCompleted);
        house.Clock.Advance(TimeSpan.FromSeconds(15));
        await stopping;

        Assert.Equal(["Ready user_stopped", "Inactive agent_ended"], house.Seen.States(session.Id).TakeLast(2));
        Assert.True(Assert.Single(house.Agents.Started).IsDisposed);
        house.Agents.Script = (_, _) => Task.FromResult(new PromptResult("end_turn"));
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
    }

    [Fact]
    public async Task A_turn_can_be_stopped_while_its_agent_starts()
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
        await house.Turns.StopAsync(House.Ada, session.Id, Cancellation);

        Assert.Equal(["Activating turn_started", "Inactive user_stopped"], house.Seen.States(session.Id));
        Assert.Single(house.Seen.All<TurnCancelled>());
    }

    [Fact]
    public async Task Stopping_and_steering_need_a_turn()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var stop = await Assert.ThrowsAsync<CarillonException>(() => house.Turns.StopAsync(House.Ada, session.Id, Cancellation).AsTask());
        var steer = await Assert.ThrowsAsync<CarillonException>(() => house.Turns.SteerAsync(House.Ada, session.Id, "x", Cancellation).AsTask());
        Assert.Equal([ErrorCode.NoTurnInProgress, ErrorCode.NoTurnInProgress], [stop.Code, steer.Code]);
    }

    [Fact]
    public async Task A_crashed_agent_fails_the_turn_and_the_next_one_gets_a_new_agent()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.SayAsync("so far");
            agent.Crash();
            await new TaskCompletionSource().Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(("AGENT_DISCONNECTED", "Lost connection to agent", "so far"), (failed.Code, failed.Message, failed.Text));
        Assert.Equal("Error turn_failed", house.Seen.States(session.Id)[^1]);

        house.Agents.Script = (_, _) => Task.FromResult(new PromptResult("end_turn"));
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(2, house.Agents.Started.Count);
        Assert.Equal("Activating turn_started", house.Seen.States(session.Id)[^4]);
    }

    [Theory]
    [InlineData(AgentFault.TimedOut, "AGENT_TIMEOUT", "silent", 2)]
    [InlineData(AgentFault.Error, "AGENT_ERROR", "silent", 1)]
    [InlineData(AgentFault.Disconnected, "AGENT_DISCONNECTED", "Lost connection to agent", 2)]
    public async Task A_fault_has_its_code(AgentFault fault, string code, string message, int agentsStarted)
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = (_, _) => throw new AgentException(fault, "silent");
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal((code, message), (failed.Code, failed.Message));

        // An agent that can still speak is kept with what it remembers.
        await house.EndOfTurnAsync(await house.RunAsync(session.Id));
        Assert.Equal(agentsStarted, house.Agents.Started.Count);
    }

    [Fact]
    public async Task An_agent_that_does_not_start_fails_the_turn()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Handshake = _ => throw new CarillonException(ErrorCode.AgentFailed, "It says: no key.");
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(("AGENT_ERROR", "It says: no key."), (failed.Code, failed.Message));
        Assert.Equal(["Activating turn_started", "Error turn_failed"], house.Seen.States(session.Id));
    }

    [Fact]
    public async Task A_fault_of_the_house_says_nothing_internal()
    {
        await using var house = await House.OpenAsync();
        house.Sandboxes.Opening = () => throw new IOException("/secret/path is gone");
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
        Assert.Equal(SessionState.Error, await house.StatusAsync(session.Id));
        Assert.Equal(new SandboxRemoved(session.Id, "error"), Assert.Single(house.Seen.All<SandboxRemoved>()));
        Assert.Null((await house.SnapshotAsync(session.Id)).Sandbox);
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_made_is_told_with_its_reason()
    {
        await using var house = await House.OpenAsync();
        house.Sandboxes.Opening = () => throw new CarillonException(ErrorCode.Internal, "the sandbox could not be made");
        var session = await house.CreateAsync();
        Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(new SandboxRemoved(session.Id, "error", "the sandbox could not be made"), Assert.Single(house.Seen.All<SandboxRemoved>()));

        house.Sandboxes.Opening = () => Task.CompletedTask;
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(new SandboxSnapshot("local", "ready"), (await house.SnapshotAsync(session.Id)).Sandbox);
    }

    [Fact]
    public async Task An_agent_that_never_stops_talking_fails_its_turn()
    {
        await using var house = await House.OpenAsync(new HouseOptions { Sessions = new SessionsOptions { MaxAnswerBytes = 100_000 } });
        house.Agents.Script = async (agent, _) =>
        {
            while (!agent.Exited.IsCompleted) await agent.SayAsync(new string('x', 10_000));
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(("AGENT_ERROR", 100_000), (failed.Code, failed.Text!.Length));
        Assert.True(Assert.Single(house.Agents.Started).IsDisposed);
    }

    [Fact]
    public async Task An_answer_that_the_log_does_not_take_whole_still_ends_its_turn()
    {
        await using var house = await House.OpenAsync(new HouseOptions { MaxEventBytes = 512 * 1024 });
        house.Agents.Script = async (agent, _) =>
        {
            for (var i = 0; i < 10; i++) await agent.SayAsync(new string('x', 100_000));
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Contains("bytes left out", failed.Text, StringComparison.Ordinal);
        Assert.Equal(SessionState.Error, await house.StatusAsync(session.Id));
    }

    [Fact]
    public async Task An_update_too_large_for_an_event_fails_the_turn()
    {
        await using var house = await House.OpenAsync(new HouseOptions { MaxEventBytes = 512 * 1024 });
        house.Agents.Script = async (agent, _) =>
        {
            await agent.TellAsync(new AgentPlan([new PlanStep(new string('x', 600_000), "high", "pending")]));
            await agent.Exited;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var failed = Assert.IsType<TurnFailed>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal("AGENT_ERROR", failed.Code);
    }

    [Fact]
    public async Task An_agent_that_ends_between_turns_leaves_the_session_inactive()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        house.Agents.Started[0].Crash();
        await house.Seen.SeenAsync<SessionStateChanged>(wanted: changed => changed.State == SessionState.Inactive);

        Assert.Equal(["Deactivating agent_exited", "Inactive agent_exited"], house.Seen.States(session.Id).TakeLast(2));
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
        Assert.Equal(2, house.Agents.Started.Count);
    }

    [Fact]
    public async Task An_idle_agent_is_ended_after_a_while()
    {
        await using var house = await House.OpenAsync(new HouseOptions { Sessions = new SessionsOptions { IdleTimeout = TimeSpan.FromMinutes(5) } });
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        await house.Clock.TimerSetAsync(TimeSpan.FromMinutes(5));
        house.Clock.Advance(TimeSpan.FromMinutes(5));
        await house.Seen.SeenAsync<SessionStateChanged>(wanted: changed => changed.State == SessionState.Inactive);

        Assert.Equal(["Deactivating idle", "Inactive idle"], house.Seen.States(session.Id).TakeLast(2));
        Assert.True(house.Agents.Started[0].IsDisposed);
    }

    [Fact]
    public async Task A_turn_in_time_keeps_the_idle_agent()
    {
        await using var house = await House.OpenAsync(new HouseOptions { Sessions = new SessionsOptions { IdleTimeout = TimeSpan.FromMinutes(5) } });
        var session = await house.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await house.RunToEndAsync(session.Id);
            await house.Clock.TimerSetAsync(TimeSpan.FromMinutes(5));
            house.Clock.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.Equal(3, Assert.Single(house.Agents.Started).Prompts.Count);
    }

    [Fact]
    public async Task A_full_disk_delays_the_end_of_a_turn_and_does_not_lose_it()
    {
        await using var house = await House.OpenAsync(new HouseOptions { MaxBytes = 2 * 1024 * 1024 });
        var session = await house.CreateAsync();
        var filler = await house.CreateAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await FillAsync(house, filler.Id);
            await agent.SayAsync("live only");
            return new PromptResult("end_turn");
        };
        var turnId = await house.RunAsync(session.Id);
        await house.Clock.TimerSetAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(SessionState.Running, await house.StatusAsync(session.Id));

        await house.Log.AppendAsync(new([]) { Changes = [new Core.Streams.DeleteCollection("acme", "filler")] }, Cancellation);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await house.EndOfTurnAsync(turnId));
        Assert.NotEqual(SessionState.Running, await house.StatusAsync(session.Id));
    }

    private static async Task<PromptResult> SayAndWait(ScriptedAgent agent, string prompt)
    {
        await agent.SayAsync("so far");
        await agent.Cancelled;
        return new PromptResult("cancelled");
    }

    private static async Task FillAsync(House house, string key)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes('"' + new string('x', 4000) + '"');
        for (var i = 0; ; i++)
        {
            try
            {
                var put = new Core.Streams.PutDocument(new("acme", "filler", $"{key}{i}"), bytes);
                await house.Log.AppendAsync(new([]) { Changes = [put] }, Cancellation);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.StorageUnavailable)
            {
                return;
            }
        }
    }
}
