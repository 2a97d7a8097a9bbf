using System.Text;
using Carillon.Contracts.Agents;
using Carillon.Core.Errors;

namespace Carillon.Features.Agents.Tests;

public class MisbehaviourTests
{
    [Fact]
    public async Task A_crash_ends_the_prompt_with_the_last_words()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var words = string.Join('\n', Enumerable.Range(0, 30).Select(i => $"err line {i}"));
        var fault = await AgentFixture.FailedAsync(agent, $"say before\n{words}\nexit 3");
        Assert.Equal(AgentFault.Disconnected, fault.Fault);
        Assert.Equal("the agent's process ended with exit code 3: line 27\nline 28\nline 29", fault.Message);
        var exit = await agent.Exited.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
        Assert.Equal(new AgentExit(3, string.Join('\n', Enumerable.Range(10, 20).Select(i => $"line {i}"))), exit);
        Assert.Equal("before", fixture.Client.Said);
        Assert.Equal(AgentFault.Disconnected, (await AgentFixture.FailedAsync(agent, "end")).Fault);
    }

    [Fact]
    public async Task A_killed_agent_exits_with_128_and_the_signal()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        Assert.Equal(AgentFault.Disconnected, (await AgentFixture.FailedAsync(agent, "kill")).Fault);
        Assert.Equal(137, (await agent.Exited).ExitCode);
    }

    [Fact]
    public async Task An_error_of_the_agent_is_told_with_its_reason_and_the_agent_lives_on()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var fault = await AgentFixture.FailedAsync(
            agent, """out {"jsonrpc":"2.0","id":$ID,"error":{"code":-32603,"message":"Internal error","data":{"details":"no credit; key-that-is-secret"}}}""");
        Assert.Equal((AgentFault.Error, "Internal error: no credit; ***"), (fault.Fault, fault.Message));
        Assert.Equal("end_turn", (await AgentFixture.PromptAsync(agent, "end")).StopReason);
    }

    [Fact]
    public async Task What_is_no_message_is_passed_over()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        string[] rubbish =
        [
            "out Loading model...", "out {", "out [1,2]", "out 17", "out null", "out {}", "out \"text\"", """out {"jsonrpc":"2.0","id":99,"result":1}""",
            """out {"jsonrpc":"2.0","id":"x","result":1}""", "out \u001b[31mred\u001b[0m", """out {"method":7}""", "out ",
            $"out {string.Concat(Enumerable.Repeat("[", 5000))}", $"raw {Convert.ToBase64String([0xff, 0xfe, 0x00, 0x0a])}",
            """out {"jsonrpc":"2.0","method":"session/update"}""", """out {"jsonrpc":"2.0","method":"session/update","params":{"update":5}}""",
            """out {"jsonrpc":"2.0","method":"unknown/notice","params":{}}""", """out {"jsonrpc":"2.0","id":null,"method":"session/update","params":{}}""",
            """out {"jsonrpc":"2.0","method":"$/cancel_request","params":{"requestId":"none"}}""",
        ];
        var result = await AgentFixture.PromptAsync(agent, $"say a\n{string.Join('\n', rubbish)}\nsay b\nend");
        Assert.Equal("end_turn", result.StopReason);
        Assert.Equal("ab", fixture.Client.Said);
    }

    [Fact]
    public async Task Cut_and_broken_characters_arrive_as_sound_text()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        static string Chunk(string text) =>
            """{"jsonrpc":"2.0","method":"session/update","params":{"update":{"sessionUpdate":"agent_message_chunk","content":{"type":"text","text":"#"}}}}"""
                .Replace("#", text, StringComparison.Ordinal);
        var broken = Encoding.Latin1.GetBytes(Chunk("x\u00ffy") + "\n");
        string[] script =
        [
            "out " + Chunk("""a\ud83c"""), "out " + Chunk("""\udfb5b"""), "out " + Chunk("""c\ud83c"""),
            """out {"jsonrpc":"2.0","method":"session/update","params":{"update":{"sessionUpdate":"tool_call","toolCallId":"c","title":"t\udfb5 \ud83c\udfb5","rawInput":{"\ud800":"\\ud800"}}}}""",
            $"raw {Convert.ToBase64String(broken)}", "end",
        ];
        await AgentFixture.PromptAsync(agent, string.Join('\n', script));
        Assert.Equal(["a", "🎵b", "c", "\uFFFD", "x\uFFFDy"], fixture.Client.Updates.OfType<AgentText>().Select(piece => piece.Text));
        var call = Assert.Single(fixture.Client.Updates.OfType<AgentToolCall>());
        Assert.Equal("t\uFFFD 🎵", call.Title);
        Assert.Equal("{\"\\ufffd\":\"\\\\ud800\"}", call.RawInput!.Value.GetRawText());
    }

    [Fact]
    public async Task A_line_without_end_ends_the_agent_and_not_the_host()
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with { MaxLineBytes = 1_000_000 });
        await using var agent = await fixture.StartAsync("scripted");
        var fault = await AgentFixture.FailedAsync(agent, "fill 3000000\nhang");
        Assert.Equal((AgentFault.Error, "the agent cannot be understood: a line is longer than 1000000 bytes"), (fault.Fault, fault.Message));
        await agent.Exited.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
    }

    [Fact]
    public async Task A_long_line_within_the_bound_arrives()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var text = new string('y', 3_000_000);
        await AgentFixture.PromptAsync(agent, $"say {text}\nend");
        Assert.Equal(text, fixture.Client.Said);
    }

    [Fact]
    public async Task An_endless_line_on_standard_error_is_cut()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        await AgentFixture.FailedAsync(agent, $"err {new string('z', 500_000)}\nerr using key-that-is-secret now\nexit 1");
        var words = (await agent.Exited).LastErrorLines.Split('\n');
        Assert.Equal([new string('z', 1000), "using *** now"], words);
    }

    [Fact]
    public async Task Silence_ends_the_prompt_and_the_process()
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with { SilenceTimeout = TimeSpan.FromSeconds(1) });
        await using var agent = await fixture.StartAsync("scripted");
        var fault = await AgentFixture.FailedAsync(agent, "say a\nhang");
        Assert.Equal(AgentFault.TimedOut, fault.Fault);
        Assert.True(agent.Exited.IsCompleted);
    }

    [Fact]
    public async Task While_a_person_decides_silence_does_not_count()
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with { SilenceTimeout = TimeSpan.FromMilliseconds(700) });
        await using var agent = await fixture.StartAsync("scripted");
        fixture.Client.Decide = async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            return "yes";
        };
        Assert.Equal("end_turn", (await AgentFixture.PromptAsync(agent, $"out {ConversationTests.Ask}\nhear\nend")).StopReason);
    }

    [Fact]
    public async Task A_client_that_fails_ends_the_prompt()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        fixture.Client.Take = (_, _) => throw new InvalidOperationException("full");
        await using var agent = await fixture.StartAsync("scripted");
        var fault = await AgentFixture.FailedAsync(agent, "say a\nhang");
        Assert.Equal(AgentFault.Error, fault.Fault);
        Assert.IsType<InvalidOperationException>(fault.InnerException);
        await agent.Exited.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
    }

    [Fact]
    public async Task A_flood_of_requests_is_refused_beyond_the_bound_and_harms_nobody()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        await using var agent = await fixture.StartAsync("scripted");
        var decision = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) => await decision.Task.WaitAsync(cancellationToken);
        var asks = string.Join('\n', Enumerable.Range(0, 70).Select(i => "out " + ConversationTests.Ask.Replace("\"id\":0", $"\"id\":{i}", StringComparison.Ordinal)));
        var prompt = AgentFixture.PromptAsync(agent, $"{asks}\n{string.Join('\n', Enumerable.Repeat("hear", 6))}\nsay refused\n{string.Join('\n', Enumerable.Repeat("hear", 64))}\nend");
        await fixture.Client.WaitForAsync<AgentText>(piece => piece.Text == "refused");
        Assert.Equal(64, fixture.Client.Asked.Count);
        decision.SetResult("yes");
        await prompt;
        Assert.Equal(6, fixture.Client.Updates.OfType<AgentText>().Count(piece => piece.Text.Contains("-32005", StringComparison.Ordinal)));
        Assert.Equal(64, fixture.Client.Updates.OfType<AgentText>().Count(piece => piece.Text.Contains("selected", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("missing", "agent 'missing' could not be started: command 'no-such-program-anywhere' was not found")]
    [InlineData("dies", "agent 'dies' could not be started: the agent's process ended with exit code 9: no key given")]
    [InlineData("no-agent", "agent 'no-agent' could not be started: the agent's process ended with exit code 4: oh no")]
    [InlineData("silent", "agent 'silent' could not be started: it did not answer 'initialize' within 2 seconds")]
    [InlineData("old", "agent 'old' could not be started: it does not speak version 1 of the Agent Client Protocol")]
    [InlineData("sign-in", "agent 'sign-in' could not be started: it wants a sign-in first: Authentication required")]
    public async Task An_agent_that_cannot_be_started_says_why(string agentType, string message)
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with { InitializeTimeout = TimeSpan.FromSeconds(agentType == "silent" ? 2 : 30) });
        var refused = await fixture.RefusedAsync(agentType);
        Assert.Equal((ErrorCode.AgentFailed, message), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task An_agent_that_nobody_configured_is_unknown()
    {
        await using var fixture = await AgentFixture.MakeAsync();
        Assert.Equal(ErrorCode.UnknownAgent, (await fixture.RefusedAsync("nobody")).Code);
    }
}
