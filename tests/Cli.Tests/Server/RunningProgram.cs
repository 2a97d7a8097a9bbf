using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Carillon.Cli.Tests.Server;

/// <summary>The built program as a process of its own, on pipes.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly SemaphoreSlim _spoke = new(0);

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Hear(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>The lines of standard error so far.</summary>
    public IReadOnlyList<string> Error => [.. _error];

    /// <param name="server">Its address, for <c>CARILLON_SERVER</c>; null where none is spoken to.</param>
    public static RunningProgram Start(Uri? server, params string[] arguments) => Start(server, key: null, arguments);

    /// <param name="key">What it shows to the server; null for nothing.</param>
    public static RunningProgram Start(Uri? server, string? key, string[] arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var executable = Path.Combine(own.Parent!.Parent!.FullName, "Cli", own.Name, "carillon");
        var start = new ProcessStartInfo(executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CARILLON_DEMO_PACE_MS"] = "2";
        start.Environment["CARILLON_SERVER"] = server?.ToString() ?? "http://127.0.0.1:9";
        if (key is not null) start.Environment["CARILLON_TOKEN"] = key;
        return new RunningProgram(Process.Start(start)!);
    }

    public async Task WriteAsync(string input)
    {
        await _process.StandardInput.WriteAsync(input);
        _process.StandardInput.Close();
    }

    /// <summary>Waits until a line of its output or of its errors is as wanted.</summary>
    public async Task<string> LineAsync(Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (_output.Concat(_error).FirstOrDefault(isWanted) is { } line) return line;
            if (_process.HasExited) throw new InvalidOperationException($"It ended with {_process.ExitCode}:\n{Everything}");
            try
            {
                await _spoke.WaitAsync(TimeSpan.FromSeconds(1), patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"It never said that:\n{Everything}");
            }
        }
    }

    /// <summary>Sends it a signal, as <c>kill</c> does.</summary>
    public async Task SignalAsync(string name, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It never ended:\n{Everything}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _spoke.Dispose();
    }

    private string Everything => string.Join('\n', _output.Concat(_error));

    private void Hear(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        _spoke.Release();
    }
}
