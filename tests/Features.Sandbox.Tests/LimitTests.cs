using System.Globalization;
using Carillon.Contracts.Agents;

namespace Carillon.Features.Sandbox.Tests;

/// <summary>Programs that take all they can get, and what they get.</summary>
public class LimitTests
{
    private const long Megabyte = 1 << 20;

    [Theory]
    [InlineData(SandboxProvider.Local)]
    [InlineData(SandboxProvider.Bubblewrap)]
    public async Task One_process_gets_no_more_memory(SandboxProvider provider)
    {
        await using var sandbox = await StartAsync(provider, new ResourceLimits { MemoryBytes = 128 * Megabyte });
        if (sandbox is null) return;
        var (exit, said) = await BubblewrapTests.RunAsync(sandbox, "dd if=/dev/zero of=/dev/null bs=1G count=1");
        Assert.NotEqual(0, exit.ExitCode);
        Assert.Contains("memory exhausted", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxProvider.Local)]
    [InlineData(SandboxProvider.Bubblewrap)]
    public async Task Many_processes_get_no_more_memory_together(SandboxProvider provider)
    {
        await using var sandbox = await StartAsync(provider, new ResourceLimits { MemoryBytes = 128 * Megabyte });
        if (sandbox is null) return;
        var script = "for i in 1 2 3 4 5 6; do (head -c 40M /dev/zero; sleep 600) | tail -c 40M > /dev/null & done; wait";
        var (exit, said) = await BubblewrapTests.RunAsync(sandbox, script);
        Assert.Equal(new TerminalExit(null, "SIGKILL"), exit);
        Assert.Contains("[ended by Carillon: the session held more than 128 MB of memory]", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxProvider.Local)]
    [InlineData(SandboxProvider.Bubblewrap)]
    public async Task Processes_that_multiply_are_stopped_and_harm_no_other_session(SandboxProvider provider)
    {
        await using var sandbox = await StartAsync(provider, new ResourceLimits { Processes = 100 });
        if (sandbox is null) return;
        var heard = new Listener();
        var other = await sandbox.OpenAsync("other");
        await using var bystander = await other.StartAsync(SandboxFixture.Shell("echo up; exec sleep 600"), heard, SandboxFixture.Cancellation);
        await heard.WaitForAsync("up");

        // Each makes two of itself, as such bombs do; unlike them it stops at 2,000, so that a failing test harms nobody.
        var script = "bomb() { [ $1 -gt 0 ] || exec sleep 600; bomb $(($1-1)) & bomb $(($1-1)) & wait; }; bomb 10";
        var bomb = new Listener();
        await using var terminal = await TerminalTests.StartAsync(sandbox, SandboxFixture.Shell(script), bomb);
        var refused = bomb.WaitForAsync("annot fork");
        if (await Task.WhenAny(terminal.Exited, refused).WaitAsync(SandboxFixture.Patience, SandboxFixture.Cancellation) == refused)
        {
            // The kernel itself did not let it grow; it does not count so for root.
            await terminal.KillAsync(SandboxFixture.Cancellation);
        }
        else
        {
            Assert.Contains("[ended by Carillon: the session had more than 100 processes and threads]", terminal.State.Output, StringComparison.Ordinal);
        }

        Assert.Equal(new TerminalExit(null, "SIGKILL"), terminal.State.Exit);
        Assert.Equal("still here\n", (await BubblewrapTests.RunAsync(sandbox, "echo still here")).Said);
        Assert.False(bystander.Exited.IsCompleted);
    }

    [Theory]
    [InlineData(SandboxProvider.Local)]
    [InlineData(SandboxProvider.Bubblewrap)]
    public async Task One_process_gets_no_more_time_files_or_bytes_in_a_file(SandboxProvider provider)
    {
        var limits = new ResourceLimits { CpuSeconds = 1, FileBytes = Megabyte, OpenFiles = 77 };
        await using var sandbox = await StartAsync(provider, limits);
        if (sandbox is null) return;
        Assert.Equal(new TerminalExit(null, "SIGXCPU"), (await BubblewrapTests.RunAsync(sandbox, "while :; do :; done")).Exit);
        Assert.Equal("77\n", (await BubblewrapTests.RunAsync(sandbox, "ulimit -n")).Said);
        await BubblewrapTests.RunAsync(sandbox, "head -c 5M /dev/zero > big");
        var written = new FileInfo(Path.Combine((await sandbox.OpenAsync()).Root, "big"));
        Assert.Equal(Megabyte.ToString(CultureInfo.InvariantCulture), written.Length.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_an_earlier_life_left_running_is_ended_at_the_next_start()
    {
        await using var before = new SandboxFixture();
        var heard = new Listener();
        await using var left = await TerminalTests.StartAsync(before, SandboxFixture.Shell("setsid sleep 600 & echo $!; wait"), heard);
        var pid = (await heard.WaitForAsync("\n")).Trim();
        await using var unrelated = new SandboxFixture();
        await unrelated.Feature.StartAsync(SandboxFixture.Cancellation);
        Assert.True(Directory.Exists($"/proc/{pid}"));
        await using var after = before.Again();
        await after.Feature.StartAsync(SandboxFixture.Cancellation);
        Assert.False(TreeTests.IsAlive(int.Parse(pid, CultureInfo.InvariantCulture)));
    }

    private static Task<SandboxFixture?> StartAsync(SandboxProvider provider, ResourceLimits limits) =>
        Kernel.StartAsync(provider, options => options with { Limits = limits });
}
