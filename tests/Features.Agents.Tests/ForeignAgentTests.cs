using Carillon.Contracts.Agents;
using Carillon.Events;

namespace Carillon.Features.Agents.Tests;

/// <summary>An agent that Carillon did not write, as it comes: permission id 0, option ids of its own, ids that overlap ours.</summary>
public class ForeignAgentTests(ForeignAgentFixture foreign)
{
    [Fact]
    public async Task Its_turn_is_taken_up_whole_when_it_is_allowed_to_write()
    {
        await using var fixture = await StartAsync();
        await using var agent = await fixture.StartAsync("foreign");
        Assert.Equal(new PromptResult("end_turn"), await AgentFixture.PromptAsync(agent, "hello"));

        var told = fixture.Client.Updates;
        Assert.Equal(7, told.Count);
        Assert.StartsWith("I'll help you", Assert.IsType<AgentText>(told[0]).Text, StringComparison.Ordinal);
        var read = Assert.IsType<AgentToolCall>(told[1]);
        Assert.Equal(("call_1", "Reading project files", "read", "pending"), (read.ToolCallId, read.Title, read.Kind, read.Status));
        Assert.Equal(["/project/README.md"], read.Paths);
        Assert.Equal("/project/README.md", read.RawInput!.Value.GetProperty("path").GetString());
        var ended = Assert.IsType<AgentToolUpdate>(told[2]);
        Assert.Equal(("call_1", "completed", "# My Project\n\nThis is a sample project..."), (ended.ToolCallId, ended.Status, ended.Content));
        Assert.IsType<AgentText>(told[3]);
        Assert.Equal("edit", Assert.IsType<AgentToolCall>(told[4]).Kind);
        var written = Assert.IsType<AgentToolUpdate>(told[5]);
        Assert.Equal(("call_2", "completed"), (written.ToolCallId, written.Status));
        Assert.Contains("Configuration updated", written.Content, StringComparison.Ordinal);
        Assert.StartsWith(" Perfect!", Assert.IsType<AgentText>(told[6]).Text, StringComparison.Ordinal);

        var asked = Assert.Single(fixture.Client.Asked);
        Assert.Equal(("call_2", "edit", "Modifying critical configuration file"), (asked.ToolCallId, asked.ToolName, asked.Description));
        Assert.Equal(
            [new("allow", "Allow this change", PermissionKind.AllowOnce), new PermissionOption("reject", "Skip this change", PermissionKind.RejectOnce)],
            asked.Options);
    }

    [Fact]
    public async Task It_goes_on_when_it_is_not_allowed()
    {
        await using var fixture = await StartAsync();
        fixture.Client.Decide = RecordingClient.Choose("reject");
        await using var agent = await fixture.StartAsync("foreign");
        Assert.Equal("end_turn", (await AgentFixture.PromptAsync(agent, "hello")).StopReason);
        Assert.Equal(6, fixture.Client.Updates.Count);
        Assert.EndsWith("I'll skip the configuration update.", fixture.Client.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_when_it_is_asked_to()
    {
        await using var fixture = await StartAsync();
        await using var agent = await fixture.StartAsync("foreign");
        var prompt = AgentFixture.PromptAsync(agent, "hello");
        await fixture.Client.WaitForAsync<AgentToolCall>(call => call.ToolCallId == "call_1");
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);
        Assert.Equal(2, fixture.Client.Updates.Count);
        Assert.Empty(fixture.Client.Asked);
    }

    [Fact]
    public async Task It_is_told_when_the_turn_was_stopped_while_it_waited_for_permission()
    {
        await using var fixture = await StartAsync();
        await using var agent = await fixture.StartAsync("foreign");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        var prompt = AgentFixture.PromptAsync(agent, "hello");
        await asked.Task.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
        await agent.CancelAsync(AgentFixture.Cancellation);

        // This agent then says that it has come to its end; it was its own decision not to say "cancelled".
        Assert.Equal("end_turn", (await prompt).StopReason);
        Assert.Equal(5, fixture.Client.Updates.Count);
    }

    [Fact]
    public async Task It_has_no_way_to_hear_words_while_it_works()
    {
        await using var fixture = await StartAsync();
        await using var agent = await fixture.StartAsync("foreign");
        var prompt = AgentFixture.PromptAsync(agent, "hello");
        await fixture.Client.WaitForAsync<AgentText>(_ => true);
        Assert.False(await agent.TrySteerAsync("faster", AgentFixture.Cancellation));
        await agent.CancelAsync(AgentFixture.Cancellation);
        await prompt;
    }

    private Task<AgentFixture> StartAsync() => AgentFixture.MakeAsync(new AgentsOptions { Agents = [foreign.Definition] });
}
