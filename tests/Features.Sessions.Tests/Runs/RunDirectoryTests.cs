using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Runs;

public sealed class RunDirectoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_ended_is_told_with_its_answer_tokens_and_tools()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Client.UpdateAsync(new AgentToolCall("c1", "Read a", "read", "completed", null, [], "text"), Cancellation);
            await agent.Client.UpdateAsync(new AgentToolCall("c2", "Run b", "execute", "failed", null, [], "no"), Cancellation);
            await agent.Client.UpdateAsync(new AgentText("Done"), Cancellation);
            return new PromptResult("end_turn", 10, 20, 5);
        };
        var session = await house.CreateAsync();
        var id = await house.RunToEndAsync(session.Id);

        var run = await house.Feature.Runs.GetAsync(House.Ben, id, Cancellation);
        Assert.Equal((RunStatus.Completed, "Done", session.Key), (run.Status, run.Output, run.SessionKey));
        Assert.Equal(["read", "execute"], run.ToolsCalled);
        Assert.Equal(new TokenCount(10, 20, 5), run.Tokens);
        Assert.NotNull(run.EndedAt);
    }

    [Fact]
    public async Task Whoever_waits_for_a_run_is_told_when_it_ends()
    {
        await using var house = await House.OpenAsync();
        var going = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await going.Task;
            return new PromptResult("end_turn");
        };
        var id = await house.RunAsync((await house.CreateAsync()).Id);
        var waits = Enumerable.Range(0, 3).Select(_ => house.Feature.Runs.WaitAsync(House.Ada, id, Cancellation).AsTask()).ToList();
        using (var impatient = new CancellationTokenSource())
        {
            var gaveUp = house.Feature.Runs.WaitAsync(House.Ada, id, impatient.Token).AsTask();
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        }

        Assert.Equal(RunStatus.Running, (await house.Feature.Runs.GetAsync(House.Ada, id, Cancellation)).Status);
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));
        going.SetResult();
        Assert.All(await Task.WhenAll(waits), run => Assert.Equal(RunStatus.Completed, run.Status));
        Assert.Equal(RunStatus.Completed, (await house.Feature.Runs.WaitAsync(House.Ada, id, Cancellation)).Status);
    }

    [Fact]
    public async Task Cancelling_a_run_stops_that_one_only()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var first = await house.RunToEndAsync(session.Id);
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var second = await house.RunAsync(session.Id);

        Assert.False(await house.Feature.Runs.CancelAsync(House.Ada, first, Cancellation));
        Assert.Equal(RunStatus.Running, (await house.Feature.Runs.GetAsync(House.Ada, second, Cancellation)).Status);
        Assert.True(await house.Feature.Runs.CancelAsync(House.Ada, second, Cancellation));
        Assert.Equal(RunStatus.Cancelled, (await house.Feature.Runs.GetAsync(House.Ada, second, Cancellation)).Status);
        var refused = await Assert.ThrowsAsync<CarillonException>(
            async () => await house.Feature.Runs.SteerAsync(House.Ada, second, "Go on", Cancellation));
        Assert.Equal(ErrorCode.NoTurnInProgress, refused.Code);
    }

    [Fact]
    public async Task A_run_that_a_crash_cut_off_has_failed()
    {
        var house = await House.OpenAsync();
        house.Agents.Script = (_, _) => new TaskCompletionSource<PromptResult>().Task;
        var id = await house.RunAsync((await house.CreateAsync()).Id);
        await using var after = await house.CrashAsync();

        var run = await after.Feature.Runs.WaitAsync(House.Ada, id, Cancellation);
        Assert.Equal((RunStatus.Failed, "Lost connection to agent"), (run.Status, run.Error));
    }

    [Fact]
    public async Task A_run_is_gone_with_its_session_and_nobody_elses()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var id = await house.RunToEndAsync(session.Id);
        await Missing(new Caller("eve", "globex", Role.Owner), id);
        await Missing(House.Ada, "no-such-run");

        await house.Sessions.DeleteAsync(House.Ada, session.Id, Cancellation);
        await Missing(House.Ada, id);

        async Task Missing(Caller caller, string runId)
        {
            var refused = await Assert.ThrowsAsync<CarillonException>(async () => await house.Feature.Runs.GetAsync(caller, runId, Cancellation));
            Assert.Equal(ErrorCode.NotFound, refused.Code);
        }
    }
}
