using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Turns;

public sealed class SteeringTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_that_hears_is_told_while_it_works()
    {
        await using var house = await House.OpenAsync();
        var go = new TaskCompletionSource();
        house.Agents.HearsSteers = true;
        house.Agents.Script = async (agent, _) =>
        {
            await agent.SayAsync("one ");
            await go.Task;
            await agent.SayAsync("two");
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var steerId = await house.Turns.SteerAsync(House.Ben, session.Id, "shorter", Cancellation);
        go.SetResult();

        Assert.Equal("one two", Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId)).FinalText);
        Assert.Equal(new TurnSteered(session.Id, turnId, steerId, "shorter"), Assert.Single(house.Seen.All<TurnSteered>()));
        Assert.Equal(["shorter"], Assert.Single(house.Agents.Started).Heard);
    }

    [Fact]
    public async Task An_agent_that_does_not_hear_is_prompted_again_in_the_same_turn()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            await agent.SayAsync($"[{prompt}]");
            if (prompt == "last") return new PromptResult("end_turn");
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id, "first");
        await house.Turns.SteerAsync(House.Ada, session.Id, "second", Cancellation);
        await house.Turns.SteerAsync(House.Ada, session.Id, "last", Cancellation);

        Assert.Equal("[first][second][last]", Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId)).FinalText);
        Assert.Equal(["second", "last"], house.Seen.All<TurnSteered>().Select(steered => steered.Content));
        Assert.Empty(house.Seen.All<TurnCancelled>());
    }

    [Fact]
    public async Task Steers_at_the_same_moment_are_all_delivered_or_refused()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            await agent.SayAsync(prompt);
            if (prompt.Length % 3 == 2) return new PromptResult("end_turn");
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id, "x");
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 12).Select(async i =>
        {
            try
            {
                return await house.Turns.SteerAsync(House.Ada, session.Id, new string('y', i), Cancellation);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.NoTurnInProgress)
            {
                return null;
            }
        }));

        if (outcomes.All(id => id is not null)) await house.Turns.StopAsync(House.Ada, session.Id, Cancellation);
        await house.EndOfTurnAsync(turnId);
        Assert.Equal(outcomes.OfType<string>().Order(), house.Seen.All<TurnSteered>().Select(steered => steered.SteerId).Order());
    }

    [Fact]
    public async Task A_steer_never_cancels_its_own_prompt()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        for (var i = 0; i < 100; i++)
        {
            var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            house.Agents.Script = async (agent, prompt) =>
            {
                await (prompt == "steer" ? Task.WhenAny(agent.Cancelled, delivered.Task) : Task.WhenAny(agent.Cancelled, finish.Task));
                return new PromptResult(agent.Cancelled.IsCompleted ? "cancelled" : "end_turn");
            };
            var turnId = await house.RunAsync(session.Id);
            var steering = SteerAsync(house, session.Id);
            finish.SetResult();
            await steering;
            delivered.SetResult();
            Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
        }
    }

    [Fact]
    public async Task A_steer_that_the_end_of_the_turn_overtakes_is_refused()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Cancelled;
            throw new AgentException(AgentFault.Error, "cannot stop");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.Turns.SteerAsync(House.Ada, session.Id, "x", Cancellation).AsTask());
        Assert.Equal(ErrorCode.NoTurnInProgress, refused.Code);
        Assert.Empty(house.Seen.All<TurnSteered>());
    }

    [Fact]
    public async Task A_steer_cancels_what_the_agent_asked_before()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            if (prompt == "again") return new PromptResult("end_turn");
            await agent.Client.RequestPermissionAsync(new AgentPermission(null, "execute", "rm", [], null), Cancellation);
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id, "first");
        await house.Seen.SeenAsync<PermissionRequested>();
        await house.Turns.SteerAsync(House.Ada, session.Id, "again", Cancellation);

        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
        Assert.Equal(PermissionOutcome.Cancelled, Assert.Single(house.Seen.All<PermissionResolved>()).Outcome);
        Assert.Equal(["Waiting permission_requested", "Running request_cancelled", "Ready turn_complete"], house.Seen.States(session.Id).TakeLast(3));
    }

    private static async Task SteerAsync(House house, string sessionId)
    {
        try
        {
            await house.Turns.SteerAsync(House.Ada, sessionId, "steer", Cancellation);
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.NoTurnInProgress)
        {
            // The prompt was done first; that is a fair outcome too.
        }
    }
}
