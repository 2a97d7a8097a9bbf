namespace Carillon.Cli.Tests.Server;

/// <summary>A data folder with a server on it, which can be ended and started again on the same port.</summary>
internal sealed class ServedFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carillon-cli-");
    private RunningProgram? _server;

    private ServedFolder()
    {
    }

    public Uri Address { get; private set; } = null!;

    public string Path => System.IO.Path.Combine(_folder.FullName, "data");

    /// <summary>What commands show to the server; null for nothing.</summary>
    public string? Key { get; set; }

    public RunningProgram Server => _server ?? throw new InvalidOperationException("No server runs.");

    /// <param name="configuration">What stands in its <c>carillon.json</c>, if it has one.</param>
    public static async Task<ServedFolder> StartAsync(CancellationToken cancellationToken, string? configuration = null)
    {
        var served = new ServedFolder();
        if (configuration is not null)
        {
            Directory.CreateDirectory(served.Path);
            await global::System.IO.File.WriteAllTextAsync(global::System.IO.Path.Combine(served.Path, "carillon.json"), configuration, cancellationToken);
        }

        await served.ServeAsync("0", cancellationToken);
        return served;
    }

    /// <summary>A file beside the data.</summary>
    public string File(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Error)> RunAsync(
        string[] arguments, CancellationToken cancellationToken, string input = "")
    {
        await using var program = RunningProgram.Start(Address, Key, arguments);
        await program.WriteAsync(input);
        var code = await program.ExitAsync(cancellationToken);
        return (code, program.Output, program.Error);
    }

    /// <summary>Ends the server with a signal.</summary>
    public async Task<int> EndAsync(string signal, CancellationToken cancellationToken)
    {
        await Server.SignalAsync(signal, cancellationToken);
        var code = await Server.ExitAsync(cancellationToken);
        await Server.DisposeAsync();
        _server = null;
        return code;
    }

    /// <summary>Starts a server where the last one was.</summary>
    public Task StartAgainAsync(CancellationToken cancellationToken) =>
        ServeAsync(Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task ServeAsync(string port, CancellationToken cancellationToken)
    {
        const string Words = "Carillon listens on ";
        _server = RunningProgram.Start(null, "serve", "--port", port, "--data", Path);
        var line = await _server.LineAsync(said => said.StartsWith(Words, StringComparison.Ordinal), cancellationToken);
        Address = new Uri(line[Words.Length..]);
    }
}
