using System.Diagnostics;

namespace Carillon.Backends.Sqlite.Tests;

/// <summary>A storage in a process of its own.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Carillon.Backends.Sqlite.Probe.dll");

    private readonly Process _process;

    private Probe(Process process) => _process = process;

    public int Id => _process.Id;

    public static Probe Start(string directory, params string[] command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // The tests run under the dotnet host or as an executable of their own; the probe always needs the host.
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet") start.FileName = "dotnet";
        foreach (var argument in (string[])[Assembly, directory, .. command]) start.ArgumentList.Add(argument);
        return new Probe(Process.Start(start)!);
    }

    public async Task<string?> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Ends it without a chance to tidy up, and gives what it still said before.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public async Task CloseAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
