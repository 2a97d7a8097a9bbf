using System.Diagnostics;
using System.Globalization;
using Carillon.Contracts.Agents;

namespace Carillon.Features.Agents.Tests;

public class StoppingTests
{
    [Fact]
    public async Task A_cancelled_prompt_ends_as_the_agent_says_and_the_next_one_works()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var prompt = AgentFixture.PromptAsync(agent, "say a\nhear\nend cancelled");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "a");
        await agent.CancelAsync(AgentFixture.Cancellation);
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);
        Assert.Equal("""a{"jsonrpc":"2.0","method":"session/cancel","params":{"sessionId":"s"}}""", fixture.Client.Said);
        Assert.Equal("end_turn", (await AgentFixture.PromptAsync(agent, "end")).StopReason);
    }

    [Fact]
    public async Task Cancelling_answers_what_waits_for_permission()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        var prompt = AgentFixture.PromptAsync(agent, $"out {ConversationTests.Ask}\nhear\nhear\nend cancelled");
        await asked.Task.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);
        Assert.Contains("""{"jsonrpc":"2.0","id":0,"result":{"outcome":{"outcome":"cancelled"}}}""", fixture.Client.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_that_the_agent_does_not_wait_for_ends_with_the_prompt()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(given.SetResult);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        await AgentFixture.PromptAsync(agent, $"out {ConversationTests.Ask}\nend");
        await given.Task.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
    }

    [Fact]
    public async Task An_agent_that_does_not_stop_is_ended()
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with { CancelGrace = TimeSpan.FromMilliseconds(300) });
        await using var agent = await fixture.StartAsync("scripted");
        var prompt = AgentFixture.PromptAsync(agent, "say a\nhang");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "a");
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);
        Assert.Equal(137, (await agent.Exited.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation)).ExitCode);
    }

    [Fact]
    public async Task An_agent_that_exits_when_it_is_stopped_was_stopped()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var prompt = AgentFixture.PromptAsync(agent, "say a\nhear\nexit 1");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "a");
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);
    }

    [Fact]
    public async Task A_caller_that_goes_away_takes_the_process_with_it()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(AgentFixture.Cancellation);
        var prompt = agent.PromptAsync("say a\nhang", leaving.Token);
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "a");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => prompt.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation));
        Assert.True(agent.Exited.IsCompleted);
    }

    [Fact]
    public async Task Disposing_ends_a_running_prompt_and_an_agent_that_would_stay()
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with { CloseGrace = TimeSpan.FromMilliseconds(300) });
        var agent = await fixture.StartAsync("stays");
        var prompt = AgentFixture.FailedAsync(agent, "say a\nhang");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "a");
        await agent.DisposeAsync();
        await agent.DisposeAsync();
        Assert.Equal(AgentFault.Disconnected, (await prompt).Fault);
        Assert.Equal(137, (await agent.Exited).ExitCode);
    }

    [Fact]
    public async Task An_agent_whose_input_closes_exits_by_itself()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        var agent = await fixture.StartAsync("demo");
        await agent.DisposeAsync();
        Assert.Equal(new AgentExit(0, ""), await agent.Exited);
    }

    [Fact]
    public async Task Only_one_prompt_runs_at_a_time()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var prompt = AgentFixture.PromptAsync(agent, "say a\nhear\nend");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "a");
        await Assert.ThrowsAsync<InvalidOperationException>(() => AgentFixture.PromptAsync(agent, "end"));
        await agent.CancelAsync(AgentFixture.Cancellation);
        await prompt;
    }

    [Theory]
    [InlineData("sleep 600", "say x\nhang", false)]
    [InlineData("sleep 600 & echo", "exit 0", true)]
    [InlineData("exec setsid sleep 600", "exit 0", true)]
    public async Task What_an_agent_started_ends_with_it(string command, string then, bool byItself)
    {
        await using var fixture = await AgentFixture.MakeAsync();
        var agent = await fixture.StartAsync("scripted");
        var prompt = AgentFixture.FailedAsync(agent, $"start {command}\n{then}");
        if (byItself) await agent.Exited.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
        else await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "x");
        Assert.Equal(byItself, Sleepers(fixture.Workspace.Root).Length == 0);
        await agent.DisposeAsync();
        await prompt;
        Assert.Empty(Sleepers(fixture.Workspace.Root));
    }

    /// <summary>Processes that work in a folder.</summary>
    private static int[] Sleepers(string folder) =>
    [
        .. Process.GetProcesses().Select(process => process.Id).Where(pid =>
        {
            try
            {
                return new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cwd")).LinkTarget == folder;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }),
    ];

    [Fact]
    public async Task An_agent_gets_a_small_environment_and_its_own_variables()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        Environment.SetEnvironmentVariable("CARILLON_TEST_SECRET", "hidden");
        await using var agent = await fixture.StartAsync("scripted");
        await AgentFixture.PromptAsync(agent, "environment\nend");
        var names = fixture.Client.Said.Split('\n');
        Assert.Contains("AGENT_KEY", names);
        Assert.Contains("PATH", names);
        Assert.DoesNotContain("CARILLON_TEST_SECRET", names);
    }
}
