using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Carillon.System.Tests.Harness;

/// <summary>The real program as a process of its own, serving on a port that the system chose, on a data directory that outlives it.</summary>
public sealed partial class CarillonProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CarillonProcess(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Everything it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Memory in use now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The executable, built beside these tests.</summary>
    public static string Executable
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, "Cli", own.Name, "carillon");
        }
    }

    /// <summary>Starts it on a port that the system chooses and waits until it listens.</summary>
    public static Task<CarillonProcess> ServeAsync(string dataDirectory, IReadOnlyList<string> more, CancellationToken cancellationToken) =>
        ServeAsync(dataDirectory, new ServeStart { Arguments = more }, cancellationToken);

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<CarillonProcess> ServeAsync(string dataDirectory, ServeStart how, CancellationToken cancellationToken)
    {
        var port = how.Port.ToString(global::System.Globalization.CultureInfo.InvariantCulture);
        var server = new CarillonProcess(Start(["serve", "--port", port, "--data", dataDirectory, .. how.Arguments], how.Within, how.Environment));
        server._process.OutputDataReceived += (_, line) => server.Hear(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Hear(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        var exited = server._process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(server._listening.Task, exited).WaitAsync(StartTimeout, cancellationToken) == exited)
        {
            throw new InvalidOperationException($"carillon serve ended with {server._process.ExitCode}:\n{server.Output}");
        }

        server.Address = await server._listening.Task;
        return server;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="within">A command that is given ours as its last arguments.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, IReadOnlyList<string>? within = null)
    {
        using var process = Start(arguments, within ?? []);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A WebSocket address on this server.</summary>
    public Uri WebSocket(string path) => new UriBuilder(Address) { Scheme = "ws", Path = path }.Uri;

    /// <summary>Ends it as a power cut would: no signal can be heard.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to stop, as whoever looks after services does, and returns its exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken) => StopAsync("TERM", cancellationToken);

    /// <summary>Asks it to stop with a signal: TERM, or INT as from a person at the terminal.</summary>
    public async Task<int> StopAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-" + signal, Id.ToString(global::System.Globalization.CultureInfo.InvariantCulture)]);
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(StopTimeout, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"carillon serve did not stop on SIG{signal}:\n{Output}", exception);
        }

        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static Process Start(
        IReadOnlyList<string> arguments, IReadOnlyList<string> within, IReadOnlyDictionary<string, string>? environment = null)
    {
        IReadOnlyList<string> line = [.. within, Executable, .. arguments];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CARILLON_DEMO_PACE_MS"] = "2";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (HttpAddress().Match(line) is { Success: true } match) _listening.TrySetResult(new Uri(match.Value));
    }

    [GeneratedRegex(@"http://[0-9.\[\]:a-z]+:\d+")]
    private static partial Regex HttpAddress();
}

/// <summary>How a server is started.</summary>
public sealed record ServeStart
{
    /// <summary>Where it listens; 0 for a port that the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>What else stands on its command line.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A command that is given ours as its last arguments.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>Variables of its environment beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
