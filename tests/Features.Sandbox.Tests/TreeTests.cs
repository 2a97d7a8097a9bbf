using System.Diagnostics;
using System.Globalization;
using Carillon.Contracts.Agents;

namespace Carillon.Features.Sandbox.Tests;

public class TreeTests
{
    private const string Ready = "ready";

    [Theory]
    [InlineData("sh -c 'sleep 600 & echo $!; wait' & wait", 1)]
    [InlineData("setsid sh -c 'echo $$; exec sleep 600' & sleep 0.2; (sleep 600 & echo $!); wait", 2)]
    [InlineData("env -i /bin/sh -c 'sleep 600 & echo $!; wait' & wait", 1)]
    public async Task Killing_a_command_ends_everything_it_started(string script, int descendants)
    {
        await using var sandbox = new SandboxFixture();
        var heard = new Listener();
        await using var terminal = await TerminalTests.StartAsync(sandbox, SandboxFixture.Shell(script), heard);
        var pids = await PidsAsync(heard, descendants);
        Assert.All(pids, pid => Assert.True(IsAlive(pid)));
        await terminal.KillAsync(SandboxFixture.Cancellation);
        Assert.All(pids, pid => Assert.False(IsAlive(pid)));
        Assert.Equal(new TerminalExit(null, "SIGKILL"), terminal.State.Exit);
    }

    [Fact]
    public async Task What_a_command_leaves_behind_does_not_hold_up_its_end_and_dies_with_the_terminal()
    {
        await using var sandbox = new SandboxFixture();
        var heard = new Listener();
        var terminal = await TerminalTests.StartAsync(sandbox, SandboxFixture.Shell("setsid sleep 600 & sleep 600 & echo $!; echo done"), heard);
        Assert.Equal(new TerminalExit(0, null), await TerminalTests.EndOf(terminal));
        var pids = await PidsAsync(heard, 1);
        Assert.True(IsAlive(pids[0]));
        await terminal.DisposeAsync();
        Assert.False(IsAlive(pids[0]));
    }

    [Fact]
    public async Task Output_stays_after_a_kill_and_killing_twice_is_no_error()
    {
        await using var sandbox = new SandboxFixture();
        var heard = new Listener();
        await using var terminal = await TerminalTests.StartAsync(sandbox, SandboxFixture.Shell($"echo {Ready}; sleep 600"), heard);
        await heard.WaitForAsync(Ready);
        await Task.WhenAll(terminal.KillAsync(SandboxFixture.Cancellation).AsTask(), terminal.KillAsync(SandboxFixture.Cancellation).AsTask());
        Assert.Equal($"{Ready}\n", terminal.State.Output);
        await terminal.DisposeAsync();
        await terminal.DisposeAsync();
    }

    [Fact]
    public async Task Stopping_ends_all_commands_and_removing_a_session_ends_its_own()
    {
        var sandbox = new SandboxFixture();
        var (one, two) = (new Listener(), new Listener());
        await using var first = await (await sandbox.OpenAsync("one")).StartAsync(SandboxFixture.Shell("echo $$; exec sleep 600"), one, SandboxFixture.Cancellation);
        await using var second = await (await sandbox.OpenAsync("two")).StartAsync(SandboxFixture.Shell("echo $$; exec sleep 600"), two, SandboxFixture.Cancellation);
        var (pidOne, pidTwo) = ((await PidsAsync(one, 1))[0], (await PidsAsync(two, 1))[0]);
        await sandbox.Sandboxes.RemoveAsync("t1", "one", SandboxFixture.Cancellation);
        Assert.False(IsAlive(pidOne));
        Assert.True(IsAlive(pidTwo));
        await sandbox.DisposeAsync();
        Assert.False(IsAlive(pidTwo));
    }

    [Fact]
    public async Task Many_commands_at_once_all_end()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var exits = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var terminal = await workspace.StartAsync(SandboxFixture.Shell($"echo {i}; exit {i}"), new Listener(), SandboxFixture.Cancellation);
            var exit = await TerminalTests.EndOf(terminal);
            return (exit.ExitCode, terminal.State.Output);
        }));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => ((int?)i, $"{i}\n")), exits);
    }

    private static async Task<List<int>> PidsAsync(Listener heard, int count)
    {
        var text = "";
        while (text.Count(c => c == '\n') < count) text += await heard.WaitForAsync("\n");
        return [.. text.Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    internal static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
