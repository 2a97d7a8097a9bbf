using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox.Tests;

public class TerminalTests
{
    [Fact]
    public async Task Both_streams_come_in_the_order_they_were_printed()
    {
        await using var sandbox = new SandboxFixture();
        var heard = new Listener();
        var script = "i=0; while [ $i -lt 50 ]; do echo out$i; echo err$i >&2; i=$((i+1)); done; exit 7";
        await using var terminal = await StartAsync(sandbox, SandboxFixture.Shell(script), heard);
        Assert.Equal(new TerminalExit(7, null), await EndOf(terminal));
        var expected = string.Concat(Enumerable.Range(0, 50).Select(i => $"out{i}\nerr{i}\n"));
        Assert.Equal(expected, heard.Heard());
        Assert.Equal(new TerminalState(expected, false, new TerminalExit(7, null)), terminal.State);
    }

    [Fact]
    public async Task A_command_line_goes_through_the_shell_and_a_plain_name_does_not()
    {
        await using var sandbox = new SandboxFixture();
        Assert.Equal("a b\n2\n", await RunAsync(sandbox, new("echo 'a b' && expr 1 + 1", [], Nothing, null, null)));
        Assert.Equal("$HOME && x\n", await RunAsync(sandbox, new("echo", ["$HOME && x"], Nothing, null, null)));
    }

    [Fact]
    public async Task The_command_runs_in_the_workspace_with_a_small_environment()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        Environment.SetEnvironmentVariable("CARILLON_TEST_SECRET", "hidden");
        Directory.CreateDirectory(Path.Combine(workspace.Root, "sub"));
        Assert.Equal(workspace.Root + "\n", await RunAsync(sandbox, new("pwd", [], Nothing, null, null)));
        Assert.Equal(workspace.Root + "/sub\n", await RunAsync(sandbox, new("pwd", [], Nothing, "sub", null)));
        var printed = await RunAsync(sandbox, new("env", [], new Dictionary<string, string> { ["GIVEN"] = "yes" }, null, null));
        Assert.Contains("GIVEN=yes\n", printed, StringComparison.Ordinal);
        Assert.Contains("PATH=", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_started_is_told_at_once()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        File.WriteAllText(Path.Combine(workspace.Root, "data"), "x");
        await RefusedAsync(ErrorCode.NotFound, new("no-such-command-here", [], Nothing, null, null));
        await RefusedAsync(ErrorCode.NotFound, new("./data", [], Nothing, null, null));
        await RefusedAsync(ErrorCode.NotFound, new("pwd", [], Nothing, "no/folder", null));
        await RefusedAsync(ErrorCode.PathOutsideWorkspace, new("pwd", [], Nothing, "/tmp", null));
        await RefusedAsync(ErrorCode.PathOutsideWorkspace, new("pwd", [], Nothing, "..", null));
        await RefusedAsync(ErrorCode.Invalid, new("echo", ["a\0b"], Nothing, null, null));

        Task RefusedAsync(ErrorCode code, TerminalRequest request) =>
            SandboxFixture.RefusedAsync(code, () => workspace.StartAsync(request, new Listener(), SandboxFixture.Cancellation).AsTask());
    }

    [Fact]
    public async Task Standard_input_is_at_its_end()
    {
        await using var sandbox = new SandboxFixture();
        Assert.Equal("end\n", await RunAsync(sandbox, SandboxFixture.Shell("cat; echo end")));
    }

    [Fact]
    public async Task Characters_cut_between_two_writes_arrive_whole()
    {
        await using var sandbox = new SandboxFixture();
        var heard = new Listener();
        var script = @"printf '\360\237'; sleep 0.2; printf '\216\265\303'; sleep 0.2; printf '\244\n\377'";
        await using var terminal = await StartAsync(sandbox, SandboxFixture.Shell(script), heard);
        await EndOf(terminal);
        Assert.Equal("🎵ä\n\uFFFD", heard.Heard());
        Assert.Equal("🎵ä\n\uFFFD", terminal.State.Output);
    }

    [Fact]
    public async Task Only_the_end_of_a_long_output_is_kept_in_whole_characters()
    {
        await using var sandbox = new SandboxFixture();
        var heard = new Listener();
        var script = "i=0; while [ $i -lt 20000 ]; do echo ä€🎵; i=$((i+1)); done";
        await using var terminal = await StartAsync(sandbox, SandboxFixture.Shell(script) with { OutputLimit = 10_001 }, heard);
        await EndOf(terminal);
        var state = terminal.State;
        Assert.True(state.Truncated);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(state.Output), 9_998, 10_001);
        Assert.DoesNotContain('\uFFFD', state.Output);
        Assert.EndsWith("ä€🎵\nä€🎵\n", state.Output, StringComparison.Ordinal);
        Assert.Equal(20_000 * "ä€🎵\n".Length, heard.Characters);
    }

    [Fact]
    public async Task A_listener_that_takes_its_time_holds_the_command_back_and_loses_nothing()
    {
        await using var sandbox = new SandboxFixture(options => options with { DrainGrace = TimeSpan.FromMilliseconds(50) });
        using var allowed = new SemaphoreSlim(0);
        var heard = new Listener(allowed);
        var workspace = await sandbox.OpenAsync();
        var done = Path.Combine(workspace.Root, "done");
        await using var terminal = await StartAsync(sandbox, SandboxFixture.Shell($"head -c 1000000 /dev/zero | tr '\\0' x; : > '{done}'"), heard);
        await Assert.ThrowsAsync<TimeoutException>(() => terminal.Exited.WaitAsync(TimeSpan.FromMilliseconds(500), SandboxFixture.Cancellation));
        Assert.False(File.Exists(done));
        Assert.Equal(0, heard.Characters);
        allowed.Release(1_000_000);
        await EndOf(terminal);
        Assert.Equal(1_000_000, heard.Characters);
    }

    [Fact]
    public async Task A_listener_that_fails_does_not_hold_the_command_up()
    {
        await using var sandbox = new SandboxFixture();
        await using var terminal = await StartAsync(sandbox, SandboxFixture.Shell("head -c 300000 /dev/zero | tr '\\0' x"), new Deaf());
        Assert.Equal(0, (await EndOf(terminal)).ExitCode);
        Assert.Equal(300_000, terminal.State.Output.Length);
    }

    internal static readonly Dictionary<string, string> Nothing = [];

    internal static async Task<ITerminal> StartAsync(SandboxFixture sandbox, TerminalRequest request, ITerminalObserver observer) =>
        await (await sandbox.OpenAsync()).StartAsync(request, observer, SandboxFixture.Cancellation);

    internal static Task<TerminalExit> EndOf(ITerminal terminal) => terminal.Exited.WaitAsync(SandboxFixture.Patience, SandboxFixture.Cancellation);

    private static async Task<string> RunAsync(SandboxFixture sandbox, TerminalRequest request)
    {
        await using var terminal = await StartAsync(sandbox, request, new Listener());
        await EndOf(terminal);
        return terminal.State.Output;
    }

    private sealed class Deaf : ITerminalObserver
    {
        public ValueTask OutputAsync(string data, CancellationToken cancellationToken) => throw new InvalidOperationException("deaf");
    }
}
