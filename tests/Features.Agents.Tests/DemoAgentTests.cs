using Carillon.Contracts.Agents;

namespace Carillon.Features.Agents.Tests;

/// <summary>The demonstration agent in its own process, at work in a real folder.</summary>
public class DemoAgentTests
{
    [Fact]
    public async Task It_lists_reads_and_searches_the_folder()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        Assert.Contains("- `list", await SaidAsync(fixture, agent, "help"), StringComparison.Ordinal);

        Assert.Contains("    src/\n    README.md (", await SaidAsync(fixture, agent, "list"), StringComparison.Ordinal);
        Assert.Contains("main.c (", await SaidAsync(fixture, agent, "/list src"), StringComparison.Ordinal);
        Assert.Contains("not a folder", await SaidAsync(fixture, agent, "list ../.."), StringComparison.Ordinal);
        Assert.Contains("    # Bells\n", await SaidAsync(fixture, agent, "read README.md"), StringComparison.Ordinal);
        Assert.Contains("could not read", await SaidAsync(fixture, agent, "read ../../secret"), StringComparison.Ordinal);
        Assert.Contains("src/main.c:2: ring(); // RING the bell", await SaidAsync(fixture, agent, "search ring the"), StringComparison.Ordinal);
        Assert.Contains("Nothing here holds", await SaidAsync(fixture, agent, "search zebra"), StringComparison.Ordinal);
        Assert.Empty(fixture.Client.Asked);

        var calls = fixture.Client.Updates.OfType<AgentToolCall>().ToArray();
        Assert.Equal(["read", "read", "read", "read", "read", "search", "search"], calls.Select(call => call.Kind));
        Assert.Equal(calls.Length, calls.Select(call => call.ToolCallId).Distinct().Count());
        Assert.All(calls, call => Assert.Contains(
            fixture.Client.Updates.OfType<AgentToolUpdate>(), end => end.ToolCallId == call.ToolCallId && end.Status is "completed" or "failed" && end.Content is not null));
    }

    [Fact]
    public async Task It_looks_around_when_it_understands_nothing_and_says_that_it_has_no_model()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        var result = await AgentFixture.PromptAsync(agent, "What is this about?");
        Assert.Equal("end_turn", result.StopReason);
        Assert.True(result.InputTokens > 0 && result.OutputTokens > 0);
        Assert.Contains("no language model", fixture.Client.Said, StringComparison.Ordinal);
        Assert.Contains("    # Bells\n", fixture.Client.Said, StringComparison.Ordinal);
        Assert.NotEqual("", fixture.Client.Thought);
        Assert.InRange(fixture.Client.Updates.OfType<AgentText>().Count(), 10, 500);

        var plans = fixture.Client.Updates.OfType<AgentPlan>().Select(plan => string.Join(' ', plan.Steps.Select(step => step.Status)));
        Assert.Equal(
            ["in_progress pending pending", "completed in_progress pending", "completed completed in_progress", "completed completed completed"], plans);
        Assert.Contains(fixture.Client.Updates.OfType<AgentCommands>().Single().Commands, command => command.Name == "run");
        var usage = fixture.Client.Updates.OfType<AgentUsage>().Last();
        Assert.Equal((result.InputTokens + result.OutputTokens, 100_000L), (usage.ContextTokens, usage.MaxContextTokens));
    }

    [Fact]
    public async Task It_asks_before_it_writes_and_remembers_what_was_decided_for_always()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        string Notes() => File.ReadAllText(Path.Combine(fixture.Workspace.Root, "notes.txt"));

        fixture.Client.Decide = RecordingClient.Choose("reject_once");
        Assert.Contains("I did not write", await SaidAsync(fixture, agent, "write notes.txt: one"), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(fixture.Workspace.Root, "notes.txt")));

        fixture.Client.Decide = RecordingClient.Choose("allow_once");
        Assert.Contains("I wrote `notes.txt`", await SaidAsync(fixture, agent, "write notes.txt: two"), StringComparison.Ordinal);
        Assert.Equal("two\n", Notes());

        fixture.Client.Decide = RecordingClient.Choose("allow_always");
        Assert.Contains("I replaced `notes.txt`", await SaidAsync(fixture, agent, "write notes.txt: three"), StringComparison.Ordinal);
        fixture.Client.Decide = (_, _) => throw new InvalidOperationException("asked again");
        await SaidAsync(fixture, agent, "write notes.txt: four");
        Assert.Equal("four\n", Notes());

        Assert.Equal(3, fixture.Client.Asked.Count);
        Assert.All(fixture.Client.Asked, asked => Assert.Equal(("edit", "Write notes.txt", 4), (asked.ToolName, asked.Description, asked.Options.Count)));
        Assert.Contains(fixture.Client.Updates.OfType<AgentToolUpdate>(), end => end.Content?.EndsWith("notes.txt: 1 lines before, 1 after", StringComparison.Ordinal) == true);
        Assert.Contains("failed", await SaidAsync(fixture, agent, "write ../../out.txt: x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_runs_commands_in_a_terminal_after_asking()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        Assert.Contains("(exit code 3):\n\n    hello\n    main.c", await SaidAsync(fixture, agent, "run echo hello; ls src; exit 3"), StringComparison.Ordinal);
        var asked = Assert.Single(fixture.Client.Asked);
        Assert.Equal(("execute", "echo hello; ls src; exit 3"), (asked.ToolName, asked.Command));
        Assert.Contains(fixture.Client.Updates.OfType<AgentToolUpdate>(), update => update.TerminalId == "term-1");
        Assert.Equal("failed", fixture.Client.Updates.OfType<AgentToolUpdate>().Last().Status);

        fixture.Client.Decide = RecordingClient.Choose("reject_always");
        Assert.Contains("I did not run", await SaidAsync(fixture, agent, "run true"), StringComparison.Ordinal);
        Assert.Contains("I did not run", await SaidAsync(fixture, agent, "run true"), StringComparison.Ordinal);
        Assert.Equal(2, fixture.Client.Asked.Count);
    }

    [Fact]
    public async Task It_stops_at_once_also_while_a_command_runs_and_the_command_ends()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        var prompt = AgentFixture.PromptAsync(agent, "run echo started; sleep 600");
        await fixture.Client.WaitForAsync<AgentToolUpdate>(update => update.TerminalId is not null);
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);

        // It released its terminal, so the host knows it no more.
        await Assert.ThrowsAsync<Core.Errors.CarillonException>(() => fixture.Client.GetTerminalAsync("term-1", AgentFixture.Cancellation).AsTask());
        Assert.Contains("src/", await SaidAsync(fixture, agent, "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_while_it_waits_for_permission()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        var prompt = AgentFixture.PromptAsync(agent, "write a: b");
        await asked.Task.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
        await agent.CancelAsync(AgentFixture.Cancellation);
        Assert.Equal("cancelled", (await prompt).StopReason);
        Assert.False(File.Exists(Path.Combine(fixture.Workspace.Root, "a")));
    }

    [Fact]
    public async Task It_hears_words_while_it_works_and_takes_them_up()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        var decision = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Client.Decide = async (_, cancellationToken) =>
        {
            asked.SetResult();
            return await decision.Task.WaitAsync(cancellationToken);
        };
        Assert.False(await agent.TrySteerAsync("too early", AgentFixture.Cancellation));
        var prompt = AgentFixture.PromptAsync(agent, "write a: b");
        await asked.Task.WaitAsync(AgentFixture.Patience, AgentFixture.Cancellation);
        Assert.True(await agent.TrySteerAsync("read README.md", AgentFixture.Cancellation));
        decision.SetResult("allow_once");
        await prompt;
        Assert.Contains("You said meanwhile: \"read README.md\". `README.md` says:", fixture.Client.Said, StringComparison.Ordinal);
        Assert.False(await agent.TrySteerAsync("too late", AgentFixture.Cancellation));
    }

    [Fact]
    public async Task It_asks_a_question_of_every_kind_and_says_what_it_heard()
    {
        await using var fixture = await PreparedAsync();
        await using var agent = await fixture.StartAsync("demo");
        Assert.Contains("You gave no answers", await SaidAsync(fixture, agent, "ask"), StringComparison.Ordinal);
        Assert.True(fixture.Client.AskedQuestions.TryDequeue(out var asked));
        Assert.Equal(["choice", "multi_choice", "text", "confirm", "number"], asked.Questions.Select(question => question.Type));
        Assert.Equal("These are the kinds of questions that I can ask.", asked.Context);

        fixture.Client.Answer = (_, _) => ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(new Dictionary<string, string>
        {
            ["strategy"] = "big-bang",
            ["targets"] = """["linux","macos"]""",
            ["name"] = "bell",
            ["tests"] = "true",
            ["retries"] = "3",
        });
        var said = await SaidAsync(fixture, agent, "ask");
        foreach (var line in new[] { "strategy: big-bang", """targets: ["linux","macos"]""", "name: bell", "tests: True", "retries: 3" })
            Assert.Contains(line, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_comes_with_the_program_and_is_run_by_it()
    {
        await using var fixture = await AgentFixture.MakeAsync(options => options with
        {
            Agents = [],
            SelfCommand = new SelfCommand(AgentFixture.TestProgram, []),
        });
        await using (var demo = await fixture.StartAsync("demo"))
            Assert.Contains("a plan for tea", await SaidAsync(fixture, demo, "plan tea"), StringComparison.Ordinal);
        await using var echo = await fixture.StartAsync("echo");
        Assert.Equal("hi there", await SaidAsync(fixture, echo, "hi there"));
    }

    private static async Task<AgentFixture> PreparedAsync()
    {
        var fixture = await AgentFixture.MakeAsync();
        Directory.CreateDirectory(Path.Combine(fixture.Workspace.Root, "src"));
        File.WriteAllText(Path.Combine(fixture.Workspace.Root, "README.md"), "# Bells\n\nA sample.\n");
        File.WriteAllText(Path.Combine(fixture.Workspace.Root, "src", "main.c"), "int main() {\n  ring(); // RING the bell\n}\n");
        return fixture;
    }

    /// <summary>What the agent says to one prompt.</summary>
    private static async Task<string> SaidAsync(AgentFixture fixture, IAgent agent, string prompt)
    {
        var before = fixture.Client.Said.Length;
        await AgentFixture.PromptAsync(agent, prompt);
        return fixture.Client.Said[before..];
    }
}
