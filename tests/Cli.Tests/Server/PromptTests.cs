using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class PromptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_goes_to_the_output_and_the_rest_beside_it()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, output, error) = await served.RunAsync(["prompt", "--agent", "echo", "hello", "there"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("hello there", string.Join('\n', output), StringComparison.Ordinal);
        Assert.Contains(error, line => line.StartsWith("✓ Done in ", StringComparison.Ordinal));

        var again = error.Single(line => line.Contains("Go on with", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var session = again[Array.IndexOf(again, "-s") + 1];
        (code, output, _) = await served.RunAsync(["prompt", "-s", session], Token, input: "from a pipe\n");
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("from a pipe", string.Join('\n', output), StringComparison.Ordinal);

        var (_, listed, _) = await served.RunAsync(["sessions", "--json"], Token);
        using var meta = JsonDocument.Parse(Assert.Single(listed));
        Assert.Equal("hello there", meta.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_the_answer_is_no_unless_it_was_given_before()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, _, error) = await served.RunAsync(["prompt", "write a.txt: hello"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains(error, line => line.Contains("--approve always", StringComparison.Ordinal));
        Assert.Contains("  ✗ refused", error);
        Assert.Empty(Directory.GetFiles(served.Path, "a.txt", SearchOption.AllDirectories));

        (code, _, error) = await served.RunAsync(["prompt", "--approve", "always", "write a.txt: hello"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("  ✓ allowed", error);
        Assert.Single(Directory.GetFiles(served.Path, "a.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_model_that_the_agent_lacks_fails_the_turn_and_a_level_of_thinking_is_passed_over()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, _, error) = await served.RunAsync(["prompt", "--agent", "echo", "--model", "huge-9", "hello"], Token);
        Assert.Equal((int)ExitCode.Failed, code);
        Assert.Contains(error, line => line.Contains("The agent offers no model 'huge-9'.", StringComparison.Ordinal));

        (code, var output, _) = await served.RunAsync(["prompt", "--agent", "echo", "--thinking", "high", "hello"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("hello", string.Join('\n', output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_json_are_the_servers_entries()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, output, _) = await served.RunAsync(["prompt", "--json", "--agent", "echo", "hello"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        var entries = output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("turn.started", entries[0].GetProperty("type").GetString());
        Assert.Equal("turn.completed", entries[^1].GetProperty("type").GetString());
        var numbers = entries.Where(entry => entry.TryGetProperty("seq", out _)).Select(entry => entry.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(numbers.Order(), numbers);
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_a_mistake_of_the_line()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, _, error) = await served.RunAsync(["prompt", "--agent", "nobody", "hi"], Token);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.StartsWith("error: ", error[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_interrupt_stops_the_turn()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        await using var prompt = RunningProgram.Start(served.Address, "prompt", "--approve", "always", "run echo begun; sleep 60");
        await prompt.LineAsync(line => line == "  │ begun", Token);
        await prompt.SignalAsync("INT", Token);
        Assert.Equal((int)ExitCode.Interrupted, await prompt.ExitAsync(Token));
        Assert.Contains(prompt.Error, line => line.StartsWith("✗ Stopped after ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turn_that_the_server_left_behind_is_told_when_it_is_back()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        await using var prompt = RunningProgram.Start(served.Address, "prompt", "--approve", "always", "run echo begun; sleep 60");
        await prompt.LineAsync(line => line == "  │ begun", Token);
        await served.EndAsync("KILL", Token);
        await prompt.LineAsync(line => line.StartsWith("The connection is lost", StringComparison.Ordinal), Token);
        await served.StartAgainAsync(Token);
        Assert.Equal((int)ExitCode.Failed, await prompt.ExitAsync(Token));
        Assert.Contains("Connected again.", prompt.Error);
        Assert.Contains(prompt.Error, line => line.Contains("AGENT_DISCONNECTED", StringComparison.Ordinal));
    }
}
