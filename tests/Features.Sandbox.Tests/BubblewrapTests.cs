using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox.Tests;

/// <summary>What a program inside can reach, tried by programs inside. Where the kernel forbids it all, that refusal is the test.</summary>
public class BubblewrapTests
{
    [Fact]
    public async Task Nothing_outside_can_be_read()
    {
        await using var sandbox = await StartAsync();
        if (sandbox is null) return;
        var secret = sandbox.Outside("secret.txt", "the secret");
        var other = await sandbox.OpenAsync("other");
        await File.WriteAllTextAsync(Path.Combine(other.Root, "theirs.txt"), "the secret", SandboxFixture.Cancellation);
        var mine = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), $".carillon-{Path.GetRandomFileName()}");
        await File.WriteAllTextAsync(mine, "the secret", SandboxFixture.Cancellation);
        try
        {
            foreach (var path in new[] { secret, Path.Combine(other.Root, "theirs.txt"), mine, "/etc/shadow", "/etc/ssh", "/etc/ssl/private" })
            {
                var (exit, said) = await RunAsync(sandbox, $"cat '{path}' || ls '{path}'");
                Assert.NotEqual(0, exit.ExitCode);
                Assert.Contains("No such file", said, StringComparison.Ordinal);
                Assert.DoesNotContain("the secret", said, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(mine);
        }

        var (_, link) = await RunAsync(sandbox, $"ln -s '{secret}' way; cat way");
        Assert.DoesNotContain("the secret", link, StringComparison.Ordinal);
        var (_, environment) = await RunAsync(sandbox, "env; cat /proc/*/environ | tr '\\0' '\\n'");
        Assert.DoesNotContain("HOME=/root", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_sessions_own_folders_can_be_written()
    {
        await using var sandbox = await StartAsync();
        if (sandbox is null) return;
        foreach (var path in new[] { "/x", "/usr/x", "/etc/x", "/dev/x", "/home/x", "/run/x", "/var/x", "/opt/x", "/proc/sys/kernel/hostname" })
        {
            var (exit, _) = await RunAsync(sandbox, $"echo x > {path}");
            Assert.True(exit.ExitCode != 0, path);
        }

        // Not written to: should they be writable after all, that would harm the machine.
        var (kernel, _) = await RunAsync(sandbox, "test -w /proc/sys/kernel/core_pattern || test -w /proc/sysrq-trigger");
        Assert.NotEqual(0, kernel.ExitCode);

        var (own, said) = await RunAsync(sandbox, "echo 1 > here && echo 2 > ~/two && echo 3 > /tmp/three && echo 4 > /dev/shm/four && echo x > /dev/null && pwd");
        var workspace = await sandbox.OpenAsync();
        Assert.Equal(0, own.ExitCode);
        Assert.Equal(workspace.Root + "\n", said);
        Assert.Equal("1\n", await File.ReadAllTextAsync(Path.Combine(workspace.Root, "here"), SandboxFixture.Cancellation));
        Assert.Equal("2\n3\n4\n", (await RunAsync(sandbox, "cat ~/two /var/tmp/three /dev/shm/four")).Said);
        Assert.NotEqual(0, (await RunAsync(sandbox, "cat ~/two || cat /tmp/three", session: "other")).Exit.ExitCode);
        Assert.False(File.Exists("/tmp/three"));

        await sandbox.Sandboxes.RemoveAsync("t1", "s1", SandboxFixture.Cancellation);
        Assert.Empty(Directory.EnumerateFiles(sandbox.Data, "two", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(sandbox.Data, "here", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task No_other_process_can_be_seen()
    {
        await using var sandbox = await StartAsync();
        if (sandbox is null) return;
        var heard = new Listener();
        await using var other = await (await sandbox.OpenAsync("other")).StartAsync(SandboxFixture.Shell("echo up; exec sleep 631"), heard, SandboxFixture.Cancellation);
        await heard.WaitForAsync("up");
        var (_, said) = await RunAsync(sandbox, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; echo; ls -d /proc/[0-9]* | wc -l");
        Assert.DoesNotContain("sleep 631", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Carillon.Features.Sandbox.Tests", said, StringComparison.Ordinal);
        Assert.InRange(int.Parse(said.Trim().Split('\n')[^1], CultureInfo.InvariantCulture), 2, 6);
        Assert.NotEqual(0, (await RunAsync(sandbox, $"kill -0 {Environment.ProcessId}")).Exit.ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_network_is_there_or_not_as_configured(bool network)
    {
        await using var sandbox = await StartAsync(options => options with { Network = network });
        if (sandbox is null) return;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var greeting = GreetAsync(listener, stop.Token);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (exit, said) = await RunAsync(sandbox, $"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} && cat <&3'");
        Assert.Equal(network, exit.ExitCode == 0);
        Assert.Equal(network, said.Contains("hello from outside", StringComparison.Ordinal));
        await stop.CancelAsync();
        await greeting;
    }

    [Fact]
    public async Task What_a_command_started_dies_with_it()
    {
        await using var sandbox = await StartAsync();
        if (sandbox is null) return;
        var name = $"carillon-{Path.GetRandomFileName()}";
        await RunAsync(sandbox, $"cp /bin/sleep ./{name}; (setsid env -i ./{name} 600 &) ; exit 0");
        Assert.Empty(Running(name));
        var heard = new Listener();
        await using var terminal = await TerminalTests.StartAsync(sandbox, SandboxFixture.Shell($"setsid ./{name} 600 & echo up; wait"), heard);
        await heard.WaitForAsync("up");
        await terminal.KillAsync(SandboxFixture.Cancellation);
        Assert.Empty(Running(name));
        Assert.Equal(new TerminalExit(null, "SIGKILL"), terminal.State.Exit);
    }

    [Fact]
    public async Task A_command_that_cannot_be_seen_inside_is_told_with_what_to_do()
    {
        await using var sandbox = await StartAsync();
        if (sandbox is null) return;
        var tool = sandbox.Outside("tool", "#!/bin/sh\necho tool\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var workspace = await sandbox.OpenAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(
            () => workspace.StartAsync(new TerminalRequest(tool, ["x"], TerminalTests.Nothing, null, null), new Listener(), SandboxFixture.Cancellation).AsTask());
        Assert.Equal(ErrorCode.NotFound, refused.Code);
        Assert.Contains("sandbox.readable", refused.Message, StringComparison.Ordinal);
        await SandboxFixture.RefusedAsync(
            ErrorCode.NotFound,
            () => workspace.StartAsync(new TerminalRequest("no-such-command", [], TerminalTests.Nothing, null, null), new Listener(), SandboxFixture.Cancellation).AsTask());

        await using var open = await StartAsync(options => options with { Readable = [Path.GetDirectoryName(tool)!] });
        Assert.Equal("tool\n", (await RunAsync(open!, $"exec '{tool}'")).Said);
        Assert.NotEqual(0, (await RunAsync(open!, $"echo >> '{tool}'")).Exit.ExitCode);
    }

    [Fact]
    public async Task A_readable_folder_shows_nothing_of_the_sessions_in_it()
    {
        await using var sandbox = await StartAsync(options => options with { Readable = [Path.GetDirectoryName(options.Directory)!] });
        if (sandbox is null) return;
        var secret = sandbox.Outside("secret.txt", "the secret");
        var (exit, said) = await RunAsync(sandbox, $"echo mine > mine; cat mine; cat '{secret}'; touch '{sandbox.Data}/x'");
        Assert.NotEqual(0, exit.ExitCode);
        Assert.StartsWith("mine\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxProvider.Local, "creating")]
    [InlineData(SandboxProvider.Bubblewrap, "creating configuring")]
    public async Task Its_making_is_told_phase_by_phase(SandboxProvider provider, string phases)
    {
        await using var sandbox = await Kernel.StartAsync(provider);
        if (sandbox is null) return;
        var told = new List<SandboxPhase>();
        await sandbox.Sandboxes.OpenAsync(
            "t1",
            "s1",
            phase =>
            {
                told.Add(phase);
                return ValueTask.CompletedTask;
            },
            SandboxFixture.Cancellation);
        Assert.Equal(phases, string.Join(' ', told.Select(phase => phase.Name)));
    }

    internal static async Task<(TerminalExit Exit, string Said)> RunAsync(SandboxFixture sandbox, string script, string session = "s1")
    {
        var workspace = await sandbox.OpenAsync(session);
        await using var terminal = await workspace.StartAsync(SandboxFixture.Shell(script), new Listener(), SandboxFixture.Cancellation);
        var exit = await TerminalTests.EndOf(terminal);
        return (exit, terminal.State.Output);
    }

    private static Task<SandboxFixture?> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null) =>
        Kernel.StartAsync(SandboxProvider.Bubblewrap, change);

    private static async Task GreetAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            using var peer = await listener.AcceptSocketAsync(cancellationToken);
            await peer.SendAsync("hello from outside"u8.ToArray(), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nobody came.
        }
    }

    private static List<string> Running(string name) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => Cmdline(folder).Contains(name, StringComparison.Ordinal))];

    private static string Cmdline(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
