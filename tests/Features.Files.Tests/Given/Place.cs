using Carillon.Backends.Sqlite;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Diagnostics;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Fakes;
using Carillon.Features.Exec;
using Carillon.Features.Sandbox;
using Carillon.Features.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Files.Tests.Given;

/// <summary>Real workspaces with real processes over the real log in a real file; sessions whose agents nobody starts.</summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly string _folder;
    private readonly CoreMetrics _metrics = new(TimeProvider.System);
    private readonly SqliteStorage _storage;
    private readonly SequentialIds _ids;
    private readonly SandboxFeature _sandbox;
    private readonly SessionsFeature _sessions;
    private bool _ownsFolder = true;

    private Place(string folder, SequentialIds ids, FilesOptions options)
    {
        _folder = folder;
        _ids = ids;
        _storage = new SqliteStorage(new SqliteOptions(Path.Combine(folder, "data")), TimeProvider.System, ids, NullLogger<SqliteStorage>.Instance);
        var log = new EventLog(_storage, new SubscriptionIndex(), new EventLogOptions(), TimeProvider.System, _metrics, NullLogger<EventLog>.Instance);
        log.Observe(Seen);
        Log = log;
        Refusing = new RefusingLog(log);
        _sandbox = new SandboxFeature(new SandboxOptions(Path.Combine(folder, "work")), ids, TimeProvider.System, NullLoggerFactory.Instance);
        var ports = new FilesPorts(Refusing, _storage, Sandboxes, TimeProvider.System);
        Tracking = new FileTracking(ports, options, NullLogger<FileTracking>.Instance);
        _sessions = new SessionsFeature(
            new SessionsPorts(Log, _storage, new NoAgents(), Sandboxes, ids, TimeProvider.System) { Files = Tracking, Commands = new CommandPolicy(folder) },
            new SessionsOptions(),
            NullLoggerFactory.Instance);
        log.Observe(_sessions.Observer);
        Files = new SessionFiles(_sessions.Sessions, ports, options);
    }

    public static Caller Ada { get; } = new("ada", "acme", Role.Owner);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Recorder Seen { get; } = new();

    public EventLog Log { get; }

    public RefusingLog Refusing { get; }

    public ISandboxes Sandboxes => _sandbox.Sandboxes;

    public FileTracking Tracking { get; }

    public IFiles Files { get; }

    public static Task<Place> OpenAsync(FilesOptions? options = null) =>
        OpenAsync(Directory.CreateTempSubdirectory("carillon-files-").FullName, new SequentialIds(), options ?? new FilesOptions());

    /// <summary>The same place after a restart.</summary>
    public async Task<Place> RestartAsync()
    {
        _ownsFolder = false;
        await DisposeAsync();
        return await OpenAsync(_folder, _ids, new FilesOptions());
    }

    public async Task<string> CreateSessionAsync() => (await _sessions.Sessions.CreateAsync(Ada, "none", null, Cancellation)).Id;

    public async Task DeleteSessionAsync(string sessionId) => await _sessions.Sessions.DeleteAsync(Ada, sessionId, Cancellation);

    public async Task<IWorkspace> WorkspaceAsync(string sessionId) => await Sandboxes.OpenAsync("acme", sessionId, Cancellation);

    public async Task<IFileWatch> WatchAsync(string sessionId, IWorkspace workspace, string? turnId = null) =>
        await Tracking.WatchAsync(new WatchedPlace(StreamId.Session("acme", sessionId), workspace, () => turnId), Cancellation);

    public async Task<IReadOnlyList<Document>> DocumentsAsync(string collection) =>
        await _storage.ListAsync(new DocumentQuery("acme", collection, 10), Cancellation);

    /// <summary>Whether a content is stored.</summary>
    public async Task<bool> KeepsAsync(string hash) => await _storage.GetBlobAsync("acme", hash, Cancellation) is not null;

    /// <summary>A folder that is no part of any workspace.</summary>
    public string Outside() => Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;

    public async ValueTask DisposeAsync()
    {
        await _sessions.StopAsync(CancellationToken.None);
        await _sandbox.DisposeAsync();
        await Log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a shell script in a workspace to its end.</summary>
    public static async Task RunAsync(IWorkspace workspace, string script)
    {
        var request = new TerminalRequest("/bin/sh", ["-c", script], new Dictionary<string, string>(), null, null);
        await using var terminal = await workspace.StartAsync(request, new Silence(), Cancellation);
        var exit = await terminal.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.True(exit.ExitCode == 0, terminal.State.Output);
    }

    private static async Task<Place> OpenAsync(string folder, SequentialIds ids, FilesOptions options)
    {
        var place = new Place(folder, ids, options);
        await place.Log.StartAsync(Cancellation);
        return place;
    }

    internal sealed class Silence : ITerminalObserver
    {
        public ValueTask OutputAsync(string data, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class NoAgents : IAgents
    {
        public IReadOnlyList<AgentDefinition> Definitions { get; } = [new("none", "none", [], new Dictionary<string, string>())];

        public ValueTask<IAgent> StartAsync(AgentStart start, CancellationToken cancellationToken) =>
            throw new CarillonException(ErrorCode.AgentFailed, "Nobody starts it.");
    }
}
