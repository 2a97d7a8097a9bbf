using Carillon.Features.Perception.Machine;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests.Machine;

/// <summary>The desktops' tools are stood in for by scripts of the same names, which answer as the real ones do.</summary>
public sealed class DesktopTests : IDisposable
{
    private const string Logind = "case \"$*\" in *show-user*) echo 3;; *) printf 'IdleHint=%s\\nIdleSinceHint=%s\\nLockedHint=%s\\nType=%s\\n' ";

    private readonly string _tools = Directory.CreateTempSubdirectory("carillon-tools-").FullName;

    public void Dispose() => Directory.Delete(_tools, recursive: true);

    [Fact]
    public async Task Where_no_tool_is_there_nothing_is_known() => Assert.Equal(new DesktopState(null, null, "none"), await AskAsync());

    [Fact]
    public async Task A_tool_that_fails_or_says_something_else_tells_nothing()
    {
        Put("xprintidle", "echo couldn\\'t open display >&2; exit 1");
        Put("gdbus", "echo 'Error: no such name' >&2; exit 1");
        Put("loginctl", "exit 1");

        Assert.Equal(new DesktopState(null, null, "none"), await AskAsync(("DISPLAY", ":0"), ("XDG_RUNTIME_DIR", "/run/user/1")));
    }

    [Fact]
    public async Task X11_is_asked_first()
    {
        Put("xprintidle", "echo 61500");
        Put("gdbus", "echo '(uint64 5,)'");

        Assert.Equal(new DesktopState(TimeSpan.FromMilliseconds(61_500), null, "xprintidle"), await AskAsync(("DISPLAY", ":0"), ("XDG_RUNTIME_DIR", "/run/user/1")));
        Assert.Equal("mutter", (await AskAsync(("XDG_RUNTIME_DIR", "/run/user/1"))).IdleSource);
    }

    [Fact]
    public async Task On_Wayland_the_desktop_is_asked_over_its_bus()
    {
        Put("gdbus", "case \"$*\" in *Mutter*) echo '(uint64 4200,)';; *) echo '(uint32 7,)';; esac");
        Assert.Equal(new DesktopState(TimeSpan.FromMilliseconds(4200), null, "mutter"), await AskAsync(("XDG_RUNTIME_DIR", "/run/user/1")));

        Put("gdbus", "case \"$*\" in *Mutter*) exit 1;; *) echo '(uint32 7000,)';; esac");
        Assert.Equal(new DesktopState(TimeSpan.FromSeconds(7), null, "screensaver"), await AskAsync(("XDG_RUNTIME_DIR", "/run/user/1")));
    }

    [Theory]
    [InlineData("no 0 no wayland", 0, false)]
    [InlineData("yes 1893456000000000 yes x11", null, true)]
    public async Task Logind_tells_of_the_lock_and_where_nobody_else_does_of_input(string hints, int? idleSeconds, bool locked)
    {
        Put("loginctl", $"{Logind}{hints};; esac");
        var state = await AskAsync();

        Assert.Equal((locked, "logind"), (state.Locked, state.IdleSource));
        if (idleSeconds is { } seconds) Assert.Equal(TimeSpan.FromSeconds(seconds), state.IdleFor);
        else Assert.NotNull(state.IdleFor);
    }

    [Fact]
    public async Task A_session_without_a_screen_says_nothing_of_input()
    {
        Put("loginctl", $"{Logind}no 0 no tty;; esac");

        Assert.Equal(new DesktopState(null, false, "none"), await AskAsync());
    }

    private void Put(string tool, string script)
    {
        var path = Path.Combine(_tools, tool);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private async Task<DesktopState> AskAsync(params (string Name, string Value)[] more)
    {
        await using var host = await Host.StartAsync(_ => new PerceptionOptions());
        var environment = more.ToDictionary(one => one.Name, one => one.Value);
        environment["PATH"] = _tools;
        return await new Desktop(environment, host.Ports).AskAsync(Host.Cancel);
    }
}
