using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carillon.Contracts.Processes;
using Carillon.Core.Errors;

namespace Carillon.Features.Perception.Machine;

/// <summary>How long nobody has touched the machine, and whether its screen is locked; null where the desktop does not say.</summary>
internal sealed record DesktopState(TimeSpan? IdleFor, bool? Locked, string IdleSource);

/// <summary>
/// Asks the desktop by its own tools, in this order: for input <c>xprintidle</c> (X11), GNOME's idle monitor and the desktops' screen saver
/// over D-Bus (Wayland and X11), then logind's idle hint; for the lock logind's hint. A tool that is not there, or that fails, says nothing.
/// </summary>
/// <param name="environment">What the tools may know: where they are, and how to reach the desktop.</param>
internal sealed partial class Desktop(IReadOnlyDictionary<string, string> environment, PerceptionPorts ports)
{
    private const int LongestAnswer = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Names = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_SESSION_ID"];

    /// <summary>The desktop that this program was started in, if any.</summary>
    public static Desktop OfThisMachine(PerceptionPorts ports) => new(ChildEnvironment.Make([.. ChildEnvironment.DefaultNames, .. Names], []), ports);

    private bool HasBus => environment.ContainsKey("DBUS_SESSION_BUS_ADDRESS") || environment.ContainsKey("XDG_RUNTIME_DIR");

    public async Task<DesktopState> AskAsync(CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken);
        var locked = session.GetValueOrDefault("LockedHint") switch
        {
            "yes" => true,
            "no" => false,
            _ => (bool?)null,
        };
        if (await IdleByDesktopAsync(cancellationToken) is var (idle, source)) return new DesktopState(idle, locked, source);
        return session.GetValueOrDefault("IdleHint") switch
        {
            // In microseconds since 1970 (org.freedesktop.login1(5)).
            "yes" when long.TryParse(session.GetValueOrDefault("IdleSinceHint"), CultureInfo.InvariantCulture, out var since) && since > 0 =>
                new DesktopState(Since(since), locked, "logind"),
            "no" when session.GetValueOrDefault("Type") is "x11" or "wayland" => new DesktopState(TimeSpan.Zero, locked, "logind"),
            _ => new DesktopState(null, locked, "none"),
        };
    }

    private TimeSpan Since(long microseconds)
    {
        var idle = ports.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
        return idle > TimeSpan.Zero ? idle : TimeSpan.Zero;
    }

    private async Task<(TimeSpan Idle, string Source)?> IdleByDesktopAsync(CancellationToken cancellationToken)
    {
        if (environment.ContainsKey("DISPLAY") && NumberIn(await RunAsync("xprintidle", [], cancellationToken)) is { } printed)
            return (TimeSpan.FromMilliseconds(printed), "xprintidle");
        if (!HasBus) return null;
        string[] monitor =
        [
            "call", "--session", "--timeout", "1", "--dest", "org.gnome.Mutter.IdleMonitor", "--object-path", "/org/gnome/Mutter/IdleMonitor/Core",
            "--method", "org.gnome.Mutter.IdleMonitor.GetIdletime",
        ];
        if (NumberIn(await RunAsync("gdbus", monitor, cancellationToken)) is { } milliseconds) return (TimeSpan.FromMilliseconds(milliseconds), "mutter");
        string[] saver =
        [
            "call", "--session", "--timeout", "1", "--dest", "org.freedesktop.ScreenSaver", "--object-path", "/org/freedesktop/ScreenSaver",
            "--method", "org.freedesktop.ScreenSaver.GetSessionIdleTime",
        ];
        return NumberIn(await RunAsync("gdbus", saver, cancellationToken)) is { } idle ? (TimeSpan.FromMilliseconds(idle), "screensaver") : null;
    }

    /// <summary>What logind says of the session at the screen: the one we run in, or else the user's.</summary>
    private async Task<Dictionary<string, string>> SessionAsync(CancellationToken cancellationToken)
    {
        var id = environment.GetValueOrDefault("XDG_SESSION_ID");
        id ??= (await RunAsync("loginctl", ["show-user", Environment.UserName, "--property=Display", "--value"], cancellationToken))?.Trim();
        if (string.IsNullOrEmpty(id)) return [];
        var shown = await RunAsync(
            "loginctl", ["show-session", id, "--property=IdleHint", "--property=IdleSinceHint", "--property=LockedHint", "--property=Type"], cancellationToken);
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (shown ?? "").Split('\n'))
        {
            if (line.Split('=', 2) is [var name, var value]) said[name] = value.Trim();
        }

        return said;
    }

    /// <summary>What a tool prints; null when it is not there, fails, or takes too long.</summary>
    private async Task<string?> RunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        if (!IsThere(command)) return null;
        using var limit = new CancellationTokenSource(Patience, ports.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var child = ChildProcess.Start(new ChildStart(command, arguments, "/", environment, ports.Ids.NewId()), ports.Clock);
            child.Input.Close();
            var error = child.Error.CopyToAsync(Stream.Null, either.Token);
            var buffer = new byte[LongestAnswer];
            var length = await child.Output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            await error;
            return await child.Exited.WaitAsync(either.Token) == 0 ? Encoding.UTF8.GetString(buffer, 0, length) : null;
        }
        catch (CarillonException)
        {
            return null;
        }
        catch (Exception given) when (given is IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private bool IsThere(string command) =>
        environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, command)));

    /// <summary>The last number of an answer: <c>1234</c>, or <c>(uint64 1234,)</c>.</summary>
    private static long? NumberIn(string? answer) =>
        answer is not null && Number().Matches(answer) is [.., var last] && long.TryParse(last.Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"(?<!\w)\d+")]
    private static partial Regex Number();
}
