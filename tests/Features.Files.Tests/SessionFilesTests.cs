using System.Security.Cryptography;
using System.Text;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Features.Files.Tests.Given;

namespace Carillon.Features.Files.Tests;

public sealed class SessionFilesTests
{
    private static readonly Caller Viewer = Place.Ada with { UserId = "vic", Role = Role.Viewer };
    private static readonly Caller Stranger = new("eve", "other", Role.Owner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_goes_as_deep_as_asked_and_does_not_enter_what_programs_made()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await Place.RunAsync(workspace, "mkdir -p b/c .git; printf 123 > b/x; printf 1 > b/c/y; : > .git/HEAD; printf 12 > a; ln -s /etc link");

        Assert.Equal([".git/", "a 2", "b/", "link@"], await NamesAsync(null, 1));
        Assert.Equal([".git/", "a 2", "b/", "b/c/", "b/c/y 1", "b/x 3", "link@"], await NamesAsync("", 32));
        Assert.Equal(["b/c/", "b/x 3"], await NamesAsync("./b", 1));
        Assert.Equal([".git/HEAD 0"], await NamesAsync(".git", 1));
        await RefusedAsync(ErrorCode.Invalid, () => NamesAsync("a", 1));
        await RefusedAsync(ErrorCode.NotFound, () => NamesAsync("none", 1));
        await RefusedAsync(ErrorCode.Invalid, () => NamesAsync(null, 0));
        await RefusedAsync(ErrorCode.Invalid, () => NamesAsync(null, 33));

        async Task<List<string>> NamesAsync(string? path, int depth) =>
            [.. (await place.Files.ListAsync(Viewer, session, path, depth, Cancellation)).Entries.Select(Name)];

        static string Name(FolderEntry entry) => entry.Kind switch
        {
            EntryKind.Directory => $"{entry.Path}/",
            EntryKind.Link => $"{entry.Path}@",
            _ => $"{entry.Path} {entry.Size}",
        };
    }

    [Fact]
    public async Task A_long_listing_is_cut_and_says_so()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { MaxListed = 5 });
        var session = await place.CreateSessionAsync();
        await Place.RunAsync(await place.WorkspaceAsync(session), "mkdir d; for i in 1 2 3; do : > f$i; : > d/g$i; done");

        Assert.False((await place.Files.ListAsync(Viewer, session, null, 1, Cancellation)).Truncated);
        var deep = await place.Files.ListAsync(Viewer, session, null, 2, Cancellation);
        Assert.Equal((5, true), (deep.Entries.Count, deep.Truncated));
    }

    [Fact]
    public async Task Bytes_are_read_as_they_are_and_no_more_than_one_answer_holds()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { MaxReadBytes = 100 });
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        byte[] binary = [0, 255, 128, .. "é"u8];
        await File.WriteAllBytesAsync(Path.Combine(workspace.Root, "b"), binary, Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(workspace.Root, "full"), new byte[100], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(workspace.Root, "large"), new byte[101], Cancellation);

        var read = await place.Files.ReadAsync(Viewer, session, "./b", Cancellation);
        Assert.Equal(("b", Convert.ToHexString(binary)), (read.Path, Convert.ToHexString(read.Content.Span)));
        Assert.Equal(100, (await place.Files.ReadAsync(Viewer, session, "full", Cancellation)).Content.Length);
        await RefusedAsync(ErrorCode.TooLarge, () => place.Files.ReadAsync(Viewer, session, "large", Cancellation).AsTask());
        await RefusedAsync(ErrorCode.Invalid, () => place.Files.ReadAsync(Viewer, session, ".", Cancellation).AsTask());
        await RefusedAsync(ErrorCode.NotFound, () => place.Files.ReadAsync(Viewer, session, "none", Cancellation).AsTask());
    }

    [Fact]
    public async Task Every_iteration_can_be_read_also_after_a_restart_and_when_the_file_is_gone()
    {
        var before = await Place.OpenAsync();
        var session = await before.CreateSessionAsync();
        var workspace = await before.WorkspaceAsync(session);
        await using (var watch = await before.WatchAsync(session, workspace))
        {
            await watch.WriteTextAsync("src/a.cs", "one", Cancellation);
            await watch.WriteTextAsync("src/a.cs/../b.cs", "other", Cancellation);
            await Place.RunAsync(workspace, "printf zwei > src/a.cs");
        }

        await using var place = await before.RestartAsync();
        workspace = await place.WorkspaceAsync(session);
        await Place.RunAsync(workspace, "printf drei! > src/a.cs");
        await using (await place.WatchAsync(session, workspace, "not this turn's")) await Place.RunAsync(workspace, "rm src/a.cs");

        Assert.Equal(["src/a.cs#3"], place.Seen.Iterations);
        Assert.Null(Assert.Single(place.Seen.Changes).TurnId);
        var history = await place.Files.HistoryAsync(Viewer, session, "src/../src//a.cs", Cancellation);
        Assert.Equal("src/a.cs", history.Path);
        Assert.Equal([(1, 3L), (2, 4L), (3, 5L)], history.Iterations.Select(iteration => (iteration.Number, iteration.Size)));
        Assert.Equal(["one", "zwei", "drei!"], await Task.WhenAll(new[] { 1, 2, 3 }.Select(TextAsync)));
        await RefusedAsync(ErrorCode.NotFound, () => TextAsync(4));
        await RefusedAsync(ErrorCode.NotFound, () => place.Files.HistoryAsync(Viewer, session, "src/a", Cancellation).AsTask());

        async Task<string> TextAsync(int number) =>
            Encoding.UTF8.GetString((await place.Files.ReadIterationAsync(Viewer, session, "src/a.cs", number, Cancellation)).Content.Span);
    }

    [Fact]
    public async Task A_large_file_has_iterations_without_content_and_a_huge_one_without_hash()
    {
        await using var place = await Place.OpenAsync(new FilesOptions { MaxKeptBytes = 10, MaxHashedBytes = 100 });
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        await using var watch = await place.WatchAsync(session, workspace);

        await Place.RunAsync(workspace, "head -c 11 /dev/zero > large; head -c 101 /dev/zero > huge; head -c 10 /dev/zero > fits");
        await watch.CatchUpAsync(Cancellation);
        await watch.CatchUpAsync(Cancellation);
        await Place.RunAsync(workspace, "head -c 102 /dev/zero > huge; touch large");
        await watch.CatchUpAsync(Cancellation);

        Assert.Equal(["fits#1", "huge#1", "huge#2", "large#1"], place.Seen.Iterations.Order());
        Assert.All(place.Seen.Changes, change => Assert.Equal(change.Path == "huge", change.Hash is null));
        Assert.Equal(10, (await place.Files.ReadIterationAsync(Viewer, session, "fits", 1, Cancellation)).Content.Length);
        await RefusedAsync(ErrorCode.TooLarge, () => place.Files.ReadIterationAsync(Viewer, session, "large", 1, Cancellation).AsTask());
        await RefusedAsync(ErrorCode.TooLarge, () => place.Files.ReadIterationAsync(Viewer, session, "huge", 2, Cancellation).AsTask());
    }

    [Fact]
    public async Task No_path_leads_out_whatever_is_asked()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        var workspace = await place.WorkspaceAsync(session);
        var other = await place.WorkspaceAsync(await place.CreateSessionAsync());
        await File.WriteAllTextAsync(Path.Combine(other.Root, "f"), "theirs", Cancellation);
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "link"), other.Root);

        foreach (var path in new[] { "..", "../..", "/", "/etc/passwd", Path.Combine(other.Root, "f"), "link/f", "link", "a/../../x", "/proc/self/root" })
        {
            foreach (var attempt in Attempts(place, session, path)) await RefusedAsync(ErrorCode.PathOutsideWorkspace, attempt);
        }

        foreach (var attempt in Attempts(place, session, new string('a', 5000))) await RefusedAsync(ErrorCode.Invalid, attempt);
        foreach (var attempt in Attempts(place, session, "x\0y")) await RefusedAsync(ErrorCode.Invalid, attempt);
    }

    [Fact]
    public async Task A_session_of_another_tenant_has_no_files()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        await Place.RunAsync(await place.WorkspaceAsync(session), ": > a");

        foreach (var attempt in Attempts(place, session, "a", Stranger)) await RefusedAsync(ErrorCode.SessionNotFound, attempt);
    }

    [Fact]
    public async Task Before_the_first_turn_there_are_no_files_and_nothing_is_made_by_asking()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();

        Assert.Empty((await place.Files.ListAsync(Viewer, session, null, 1, Cancellation)).Entries);
        await RefusedAsync(ErrorCode.NotFound, () => place.Files.ReadAsync(Viewer, session, "a", Cancellation).AsTask());
        Assert.Null(await place.Sandboxes.FindAsync("acme", session, Cancellation));
    }

    [Fact]
    public async Task A_deleted_session_leaves_no_history()
    {
        await using var place = await Place.OpenAsync();
        var session = await place.CreateSessionAsync();
        await using (var watch = await place.WatchAsync(session, await place.WorkspaceAsync(session))) await watch.WriteTextAsync("a", "x", Cancellation);
        await place.DeleteSessionAsync(session);

        foreach (var attempt in Attempts(place, session, "a")) await RefusedAsync(ErrorCode.SessionNotFound, attempt);
        Assert.Empty(await place.DocumentsAsync($"files:{session}"));
        Assert.Empty(await place.DocumentsAsync($"file_versions:{session}"));
    }

    [Fact]
    public async Task Content_goes_with_the_last_session_that_had_it()
    {
        await using var place = await Place.OpenAsync();
        var (one, two) = (await place.CreateSessionAsync(), await place.CreateSessionAsync());
        var (shared, own) = (Hash("both have it"), Hash("one has it"));
        foreach (var (session, texts) in new[] { (one, new[] { "both have it", "one has it" }), (two, ["both have it"]) })
        {
            await using var watch = await place.WatchAsync(session, await place.WorkspaceAsync(session));
            foreach (var text in texts) await watch.WriteTextAsync("a", text, Cancellation);
        }

        Assert.True(await place.KeepsAsync(own));
        await place.DeleteSessionAsync(one);
        Assert.Equal((true, false), (await place.KeepsAsync(shared), await place.KeepsAsync(own)));
        Assert.Equal("both have it"u8.ToArray(), (await place.Files.ReadIterationAsync(Viewer, two, "a", 1, Cancellation)).Content.ToArray());
        await place.DeleteSessionAsync(two);
        Assert.False(await place.KeepsAsync(shared));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<Func<Task>> Attempts(Place place, string session, string path, Caller? caller = null)
    {
        var asking = caller ?? Viewer;
        yield return () => place.Files.ListAsync(asking, session, path, 1, Cancellation).AsTask();
        yield return () => place.Files.ReadAsync(asking, session, path, Cancellation).AsTask();
        yield return () => place.Files.HistoryAsync(asking, session, path, Cancellation).AsTask();
        yield return () => place.Files.ReadIterationAsync(asking, session, path, 1, Cancellation).AsTask();
    }

    private static async Task RefusedAsync(ErrorCode code, Func<Task> attempt) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(attempt)).Code);
}
