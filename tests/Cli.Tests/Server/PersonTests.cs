using Carillon.Cli.Failures;
using Carillon.Cli.Tests.Fakes;

namespace Carillon.Cli.Tests.Server;

/// <summary>What only a person at a terminal meets, on a real server.</summary>
public class PersonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arrow_keys_answer_a_permission()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        using var person = new PersonAtTerminal();
        var prompt = person.RunAsync(served.Address, "prompt", "write a.txt: hello");
        await person.Screen.SeenAsync(text => text.Contains("↑ ↓ and Enter", StringComparison.Ordinal));
        person.Keys.Press(ConsoleKey.DownArrow, ConsoleKey.Enter);
        Assert.Equal(ExitCode.Ok, await prompt);
        Assert.Contains("  ✓ always allowed\n", person.Screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("↑ ↓", person.Screen.Text, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(served.Path, "a.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_question_that_another_client_answered_goes_away()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        using var person = new PersonAtTerminal();
        var prompt = person.RunAsync(served.Address, "prompt", "write a.txt: hello");
        await person.Screen.SeenAsync(text => text.Contains("↑ ↓ and Enter", StringComparison.Ordinal));

        using var other = new PersonAtTerminal();
        var approve = other.RunAsync(served.Address, "approve");
        await other.Screen.SeenAsync(text => text.Contains("↑ ↓ and Enter", StringComparison.Ordinal));
        other.Keys.Press(ConsoleKey.Enter);
        Assert.Equal(ExitCode.Ok, await approve);
        Assert.Equal(ExitCode.Ok, await prompt);
        Assert.Matches("  ✓ allowed by .", person.Screen.Text);
        Assert.DoesNotContain("↑ ↓", person.Screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_while_being_asked_stops_the_turn()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        using var person = new PersonAtTerminal();
        var prompt = person.RunAsync(served.Address, "prompt", "write a.txt: hello");
        await person.Screen.SeenAsync(text => text.Contains("↑ ↓ and Enter", StringComparison.Ordinal));
        Assert.True(person.Interrupts.Press());
        Assert.Equal(ExitCode.Interrupted, await prompt);
        Assert.Contains("✗ Stopped after ", person.Screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("↑ ↓", person.Screen.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(served.Path, "a.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_session_is_only_removed_when_the_answer_is_yes()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        using var person = new PersonAtTerminal();
        Assert.Equal(ExitCode.Ok, await person.RunAsync(served.Address, "prompt", "--agent", "echo", "hello"));
        person.Keys.Press(ConsoleKey.Enter);
        Assert.Equal(ExitCode.Interrupted, await person.RunAsync(served.Address, "sessions", "delete", "hello"));
        person.Keys.Press(ConsoleKey.DownArrow, ConsoleKey.Enter);
        Assert.Equal(ExitCode.Ok, await person.RunAsync(served.Address, "sessions", "delete", "hello"));
        Assert.Contains("is gone", person.Screen.Text, StringComparison.Ordinal);
    }
}
