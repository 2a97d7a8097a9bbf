using System.Diagnostics;
using System.Text;

namespace Carillon.System.Tests.Harness;

/// <summary>A program that is not ours to trust: its output is heard line by line, and it does not outlive the test.</summary>
public sealed class OtherProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    private OtherProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Everything it has said, on either stream.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="environment">Variables beside those of this process.</param>
    public static OtherProgram Start(
        string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new OtherProgram(Process.Start(start)!);
    }

    /// <summary>Waits until it has said something so many times.</summary>
    public async Task WaitForAsync(string text, int times, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_output)
            {
                if (_output.ToString().Split(text).Length > times) return;
                if (_ended) throw new InvalidOperationException($"It ended without saying '{text}' {times} times:\n{_output}");
                changed = _changed.Task;
            }

            await WithinPatienceAsync(changed, cancellationToken);
        }
    }

    /// <summary>Types a line.</summary>
    public async Task TypeAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await WithinPatienceAsync(_process.WaitForExitAsync(cancellationToken), cancellationToken);
        await _reading;
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

        await _reading;
        _process.Dispose();
    }

    private async Task WithinPatienceAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Nothing more came. It said:\n{Output}", exception);
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_output)
            {
                _output.Append(buffer, 0, count);
                Signal();
            }
        }

        lock (_output)
        {
            _ended = true;
            Signal();
        }
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
