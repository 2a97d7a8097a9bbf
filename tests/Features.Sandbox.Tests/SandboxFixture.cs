using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]

namespace Carillon.Features.Sandbox.Tests;

/// <summary>Real workspaces in a temporary folder.</summary>
public sealed class SandboxFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    public SandboxFixture(Func<SandboxOptions, SandboxOptions>? change = null)
        : this(Directory.CreateTempSubdirectory("carillon-sandbox-"), true, change)
    {
    }

    private SandboxFixture(DirectoryInfo folder, bool ownsFolder, Func<SandboxOptions, SandboxOptions>? change)
    {
        (_folder, _ownsFolder) = (folder, ownsFolder);
        var options = new SandboxOptions(_folder.FullName);
        Feature = new SandboxFeature(change?.Invoke(options) ?? options, new Counter(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public SandboxFeature Feature { get; }

    public ISandboxes Sandboxes => Feature.Sandboxes;

    /// <summary>A server's next life on the same folder, while what the first one left still runs.</summary>
    public SandboxFixture Again() => new(_folder, false, null);

    public string Data => _folder.FullName;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask<IWorkspace> OpenAsync(string session = "s1", string tenant = "t1") => Sandboxes.OpenAsync(tenant, session, Cancellation);

    /// <summary>A folder beside the workspaces, which nothing in them may reach.</summary>
    public string Outside(string file, string content)
    {
        var path = Path.Combine(_folder.CreateSubdirectory("outside").FullName, file);
        File.WriteAllText(path, content);
        return path;
    }

    public static async Task RefusedAsync(ErrorCode code, Func<Task> attempt) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(attempt)).Code);

    public static TerminalRequest Shell(string script) => new("/bin/sh", ["-c", script], new Dictionary<string, string>(), null, null);

    public async ValueTask DisposeAsync()
    {
        await Feature.DisposeAsync();
        if (_ownsFolder) _folder.Delete(recursive: true);
    }

    private sealed class Counter : IIdSource
    {
        private readonly string _prefix = Path.GetRandomFileName();
        private int _last;

        public string NewId() => $"{_prefix}-{Interlocked.Increment(ref _last)}";
    }
}
