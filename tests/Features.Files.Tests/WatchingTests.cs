using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Features.Files.Tests.Given;

namespace Carillon.Features.Files.Tests;

public sealed class WatchingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_command_writes_is_noticed_while_it_runs()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, workspace, "turn-1");
        var request = new TerminalRequest(
            "/bin/sh", ["-c", "mkdir -p src/deep; printf one > a.txt; printf x > src/deep/b; sleep 1000"], new Dictionary<string, string>(), null, null);
        await using var running = await workspace.StartAsync(request, new Place.Silence(), Cancellation);

        var a = await place.Seen.SeenAsync(change => change is { Path: "a.txt", Size: 3 });
        var b = await place.Seen.SeenAsync(change => change is { Path: "src/deep/b", Size: 1 });

        Assert.False(running.Exited.IsCompleted);
        Assert.Equal(("turn-1", "turn-1", session), (a.TurnId, b.TurnId, a.SessionId));
        Assert.Equal("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", a.Hash);
    }

    [Fact]
    public async Task Every_content_a_person_gives_a_file_is_an_iteration()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, workspace);
        var file = Path.Combine(workspace.Root, "a.txt");

        foreach (var content in new[] { "1", "22", "333" })
        {
            // As editors save: beside it, and then in its place.
            await File.WriteAllTextAsync(file + "~", content, Cancellation);
            File.Move(file + "~", file, overwrite: true);
            await place.Seen.SeenAsync(change => change.Path == "a.txt" && change.Size == content.Length);
        }

        Assert.Equal(["a.txt#1", "a.txt#2", "a.txt#3"], place.Seen.Iterations);
        Assert.All(place.Seen.Changes, change => Assert.Null(change.TurnId));
    }

    [Fact]
    public async Task A_write_through_the_watch_is_one_iteration_whoever_notices_it_first()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { Quiet = TimeSpan.FromMilliseconds(1) });
        var session = await place.CreateSessionAsync();
        await using var watch = await place.WatchAsync(session, await place.WorkspaceAsync(session));

        for (var i = 0; i < 30; i++)
        {
            await Task.WhenAll(
                watch.WriteTextAsync("a.txt", $"{i}", Cancellation).AsTask(),
                watch.CatchUpAsync(Cancellation).AsTask());
        }

        await watch.WriteTextAsync("a.txt", "29", Cancellation);
        await watch.CatchUpAsync(Cancellation);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"a.txt#{i}"), place.Seen.Iterations);
    }

    [Fact]
    public async Task Catching_up_leaves_nothing_out_and_says_nothing_twice()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, workspace);

        await Place.RunAsync(workspace, "i=0; while [ $i -lt 1200 ]; do echo $i > f$i; i=$((i+1)); done");
        await watch.CatchUpAsync(Cancellation);
        Assert.Equal(Enumerable.Range(0, 1200).Select(i => $"f{i}#1").Order(), place.Seen.Iterations.Order());

        await Place.RunAsync(workspace, "touch f1 f2; echo 3 > f3; echo new > f4");
        await watch.CatchUpAsync(Cancellation);
        Assert.Equal(["f4#2"], place.Seen.Iterations.Skip(1200));
    }

    [Fact]
    public async Task A_change_that_leaves_size_and_time_as_they_were_is_noticed()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, workspace);
        await Place.RunAsync(workspace, "echo old > a; touch -d 2020-01-01 a");
        await watch.CatchUpAsync(Cancellation);

        await Place.RunAsync(workspace, "echo new > a; touch -d 2020-01-01 a");
        await place.Seen.SeenAsync(change => change is { Path: "a", Iteration: 2 });
    }

    [Fact]
    public async Task A_folder_that_is_moved_in_brings_its_files_along()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, workspace);
        var made = Directory.CreateDirectory(Path.Combine(place.Outside(), "made", "deep"));
        await File.WriteAllTextAsync(Path.Combine(made.FullName, "f"), "x", Cancellation);

        Directory.Move(made.Parent!.FullName, Path.Combine(workspace.Root, "moved"));

        Assert.Equal(1, (await place.Seen.SeenAsync(change => change.Path == "moved/deep/f")).Iteration);
    }

    [Fact]
    public async Task What_programs_make_for_themselves_and_what_is_elsewhere_is_passed_over()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        var secret = Path.Combine(place.Outside(), "secret");
        await File.WriteAllTextAsync(secret, "s", Cancellation);
        await using var watch = await place.WatchAsync(session, workspace);

        await Place.RunAsync(workspace, $"mkdir -p .git a/node_modules/b; echo x > .git/HEAD; echo x > a/node_modules/b/c; echo x > .a.swp; ln -s '{secret}' link; mkfifo pipe; echo x > seen");
        await place.Seen.SeenAsync(change => change.Path == "seen");
        await watch.CatchUpAsync(Cancellation);

        Assert.Equal(["seen#1"], place.Seen.Iterations);
    }

    [Fact]
    public async Task A_link_that_is_swapped_all_the_time_tells_nothing_of_what_is_elsewhere()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        var outside = place.Outside();
        await File.WriteAllTextAsync(Path.Combine(outside, "f"), "secret", Cancellation);
        Directory.CreateDirectory(Path.Combine(workspace.Root, "real"));
        await File.WriteAllTextAsync(Path.Combine(workspace.Root, "real", "f"), "plain", Cancellation);
        await using var watch = await place.WatchAsync(session, workspace);
        var request = new TerminalRequest(
            "/bin/sh", ["-c", $"while :; do mv real d; ln -s '{outside}' real; rm real; mv d real; done"], new Dictionary<string, string>(), null, null);
        await using (await workspace.StartAsync(request, new Place.Silence(), Cancellation))
        {
            for (var i = 0; i < 100; i++)
            {
                await watch.CatchUpAsync(Cancellation);
                var listing = await ListAsync(workspace);
                Assert.DoesNotContain(listing, entry => entry.Size == 6);
            }
        }

        Assert.All(place.Seen.Changes, change => Assert.Equal(5, change.Size));

        static async Task<IReadOnlyList<FolderEntry>> ListAsync(IWorkspace workspace) =>
            (await workspace.ListAsync(".", new ListingBounds(9, 100, new HashSet<string>()), Cancellation)).Entries;
    }

    [Fact]
    public async Task Beyond_the_folders_that_may_be_listened_to_changes_are_looked_for()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { MaxListeners = 1, PollInterval = TimeSpan.FromMilliseconds(50), IdlePollInterval = TimeSpan.FromHours(1) });
        var sessions = new[] { await place.CreateSessionAsync(), await place.CreateSessionAsync() };
        var first = await place.WorkspaceAsync(sessions[0]);
        var second = await place.WorkspaceAsync(sessions[1]);
        await using var listening = await place.WatchAsync(sessions[0], first);
        await using (await place.WatchAsync(sessions[1], second, "turn-1"))
        {
            await File.WriteAllTextAsync(Path.Combine(second.Root, "b"), "x", Cancellation);
            await place.Seen.SeenAsync(change => change.Path == "b");
        }

        await File.WriteAllTextAsync(Path.Combine(first.Root, "a"), "x", Cancellation);
        await place.Seen.SeenAsync(change => change.Path == "a");
    }

    [Fact]
    public async Task Where_the_system_tells_nothing_changes_are_looked_for()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { IdlePollInterval = TimeSpan.FromMilliseconds(50) });
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, new UnheardWorkspace(workspace));

        await File.WriteAllTextAsync(Path.Combine(workspace.Root, "a"), "x", Cancellation);

        await place.Seen.SeenAsync(change => change.Path == "a");
    }

    [Fact]
    public async Task What_the_log_does_not_take_is_recorded_once_it_does()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { RetryDelay = TimeSpan.FromMilliseconds(20) });
        var session = await place.CreateSessionAsync();
        await using var watch = await place.WatchAsync(session, await place.WorkspaceAsync(session));
        place.Refusing.Refuses = true;

        await Assert.ThrowsAsync<CarillonException>(() => watch.WriteTextAsync("a", "one", Cancellation).AsTask());
        await watch.CatchUpAsync(Cancellation);
        Assert.InRange(place.Refusing.Refused, 2, int.MaxValue);
        place.Refusing.Refuses = false;

        await place.Seen.SeenAsync(change => change.Path == "a");
        Assert.Equal(["a#1"], place.Seen.Iterations);
    }

    /// <summary>A workspace whose folder the system has no watch for.</summary>
    private sealed class UnheardWorkspace(IWorkspace workspace) : IWorkspace
    {
        public string Root => workspace.Root + "-unheard";

        public string NameOf(string path) => workspace.NameOf(path);

        public ValueTask<FolderListing> ListAsync(string path, ListingBounds bounds, CancellationToken cancellationToken) =>
            workspace.ListAsync(path, bounds, cancellationToken);

        public ValueTask<FileBytes> ReadAsync(string path, int limit, CancellationToken cancellationToken) =>
            workspace.ReadAsync(path, limit, cancellationToken);

        public ValueTask<FileDigest> DigestAsync(string path, DigestBounds bounds, CancellationToken cancellationToken) =>
            workspace.DigestAsync(path, bounds, cancellationToken);

        public ValueTask<string> ReadTextAsync(string path, int? line, int? limit, CancellationToken cancellationToken) =>
            workspace.ReadTextAsync(path, line, limit, cancellationToken);

        public ValueTask<FileWritten> WriteTextAsync(string path, string content, CancellationToken cancellationToken) =>
            workspace.WriteTextAsync(path, content, cancellationToken);

        public ValueTask<ChildProcess> LaunchAsync(Launch launch, CancellationToken cancellationToken) =>
            workspace.LaunchAsync(launch, cancellationToken);

        public ValueTask<ITerminal> StartAsync(TerminalRequest request, ITerminalObserver observer, CancellationToken cancellationToken) =>
            workspace.StartAsync(request, observer, cancellationToken);
    }
}
