using Carillon.Contracts.Agents;

namespace Carillon.Features.Agents.Tests;

public class ConversationTests
{
    [Fact]
    public async Task An_agent_answers_prompt_after_prompt_in_one_process()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("echo");
        Assert.Equal("end_turn", (await AgentFixture.PromptAsync(agent, "grüße 🎵 an alle")).StopReason);
        var second = await AgentFixture.PromptAsync(agent, " and again");
        Assert.Equal("grüße 🎵 an alleand again", fixture.Client.Said);
        Assert.Equal(new PromptResult("end_turn", 2, 2), second);
        Assert.False(agent.Exited.IsCompleted);
    }

    [Fact]
    public async Task Updates_arrive_whole_and_in_order_before_the_prompt_ends()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        await AgentFixture.PromptAsync(agent, "count 20000\nend");
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i} "), fixture.Client.Updates.OfType<AgentText>().Select(piece => piece.Text));
    }

    [Fact]
    public async Task A_client_that_takes_its_time_slows_the_agent_down()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        using var allowed = new SemaphoreSlim(0);
        fixture.Client.Take = async (_, cancellationToken) => await allowed.WaitAsync(cancellationToken);
        await using var agent = await fixture.StartAsync("scripted");
        var marker = Path.Combine(fixture.Workspace.Root, "done");
        var prompt = AgentFixture.PromptAsync(agent, $"count 20000\nstart : > '{marker}'\nend");
        await Assert.ThrowsAsync<TimeoutException>(() => prompt.WaitAsync(TimeSpan.FromSeconds(1), AgentFixture.Cancellation));
        Assert.False(File.Exists(marker));
        allowed.Release(30_000);
        await prompt;
        Assert.Equal(20_001, fixture.Client.Updates.Count);
    }

    [Fact]
    public async Task The_model_and_the_stop_reason_are_the_agents_own()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        Assert.Equal("small-1", agent.Model);
        Assert.Equal("refusal", (await AgentFixture.PromptAsync(agent, "end refusal")).StopReason);
        var used = await AgentFixture.PromptAsync(
            agent, """out {"jsonrpc":"2.0","id":$ID,"result":{"stopReason":"max_tokens","usage":{"inputTokens":5,"outputTokens":6,"cachedReadTokens":7,"totalTokens":18}}}""");
        Assert.Equal(new PromptResult("max_tokens", 5, 6, 7), used);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    [InlineData("\"a-b\"")]
    [InlineData("1")]
    [InlineData("3")]
    public async Task A_request_is_answered_under_the_id_it_came_with(string id)
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        fixture.Client.Decide = RecordingClient.Choose("no");
        var request = $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"session/request_permission","params":{"sessionId":"s","toolCall":{"toolCallId":"c"},"options":[{"optionId":"yes","name":"Yes","kind":"allow_once"},{"optionId":"no","name":"No","kind":"reject_once"}]}}""";
        await AgentFixture.PromptAsync(agent, $"out {request}\nhear\nend");
        var expected = """{"jsonrpc":"2.0","id":#,"result":{"outcome":{"outcome":"selected","optionId":"no"}}}""";
        Assert.Equal(expected.Replace("#", id, StringComparison.Ordinal), fixture.Client.Said);
    }

    [Theory]
    [InlineData("terminal/resize", "{}", "-32601")]
    [InlineData("fs/read_text_file", """{"sessionId":"s","path":"../../secret"}""", "-32602")]
    [InlineData("fs/read_text_file", """{"sessionId":"s","path":"missing"}""", "-32002")]
    [InlineData("fs/read_text_file", """{"sessionId":"s"}""", "-32602")]
    [InlineData("fs/read_text_file", "[1]", "-32602")]
    [InlineData("elicitation/create", """{"sessionId":"s","mode":"url","url":"https://example.com","elicitationId":"e","message":"m"}""", "-32602")]
    [InlineData("terminal/output", """{"terminalId":"none"}""", "-32002")]
    public async Task A_request_that_cannot_be_served_is_answered_with_an_error(string method, string parameters, string code)
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        await AgentFixture.PromptAsync(agent, $$"""out {"jsonrpc":"2.0","id":0,"method":"{{method}}","params":{{parameters}}}""" + "\nhear\nend");
        Assert.StartsWith($$"""{"jsonrpc":"2.0","id":0,"error":{"code":{{code}},""", fixture.Client.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_ours_does_not_tell_the_agent_what_it_was()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        fixture.Client.Decide = (_, _) => throw new InvalidOperationException("a detail");
        await AgentFixture.PromptAsync(agent, $"out {Ask}\nhear\nend");
        Assert.Equal("""{"jsonrpc":"2.0","id":0,"error":{"code":-32603,"message":"internal error"}}""", fixture.Client.Said);
    }

    [Fact]
    public async Task Requests_are_served_side_by_side_and_updates_go_on_meanwhile()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var decision = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) => await decision.Task.WaitAsync(cancellationToken);
        File.WriteAllText(Path.Combine(fixture.Workspace.Root, "f"), "inside");
        var read = """{"jsonrpc":"2.0","id":1,"method":"fs/read_text_file","params":{"sessionId":"s","path":"f"}}""";
        var prompt = AgentFixture.PromptAsync(agent, $"out {Ask}\nout {read}\nhear\nsay told\nhear\nend");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "told");
        decision.SetResult("yes");
        await prompt;
        string[] expected =
        [
            """{"jsonrpc":"2.0","id":1,"result":{"content":"inside"}}""", "told",
            """{"jsonrpc":"2.0","id":0,"result":{"outcome":{"outcome":"selected","optionId":"yes"}}}""",
        ];
        Assert.Equal(expected, fixture.Client.Updates.OfType<AgentText>().Select(piece => piece.Text));
    }

    [Fact]
    public async Task Terminals_are_served_from_the_workspace()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        static string Call(int id, string method, string parameters) =>
            $$"""out {"jsonrpc":"2.0","id":{{id}},"method":"terminal/{{method}}","params":{{parameters}}}""" + "\nhear\n";
        const string Terminal = """{"sessionId":"s","terminalId":"term-1"}""";
        var script = Call(0, "create", """{"sessionId":"s","command":"sh","args":["-c","echo $WORD; exit 3"],"env":[{"name":"WORD","value":"grüße"}],"outputByteLimit":100}""")
            + Call(1, "wait_for_exit", Terminal) + Call(2, "output", Terminal) + Call(3, "kill", Terminal) + Call(4, "release", Terminal) + Call(5, "output", Terminal);
        await AgentFixture.PromptAsync(agent, script + "end");
        string[] expected =
        [
            """{"jsonrpc":"2.0","id":0,"result":{"terminalId":"term-1"}}""",
            """{"jsonrpc":"2.0","id":1,"result":{"exitCode":3}}""",
            """{"jsonrpc":"2.0","id":2,"result":{"output":"grüße\n","truncated":false,"exitStatus":{"exitCode":3}}}""",
            """{"jsonrpc":"2.0","id":3,"result":{}}""",
            """{"jsonrpc":"2.0","id":4,"result":{}}""",
            """{"jsonrpc":"2.0","id":5,"error":{"code":-32002,"message":"no such terminal"}}""",
        ];
        Assert.Equal(expected, fixture.Client.Updates.OfType<AgentText>().Select(piece => piece.Text));
    }

    internal const string Ask =
        """{"jsonrpc":"2.0","id":0,"method":"session/request_permission","params":{"sessionId":"s","toolCall":{"toolCallId":"c","title":"Do it"},"options":[{"optionId":"yes","name":"Yes","kind":"allow_once"}]}}""";
}
