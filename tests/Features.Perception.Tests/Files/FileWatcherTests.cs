using Carillon.Contracts.Perception;
using Carillon.Events;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests.Files;

public sealed class FileWatcherTests
{
    private static CancellationToken Cancel => Host.Cancel;

    [Fact]
    public async Task Files_that_appear_change_move_and_go_are_told_of()
    {
        await using var host = await StartAsync(folder => File.WriteAllText(Path.Combine(folder, "old.txt"), "here before"));
        await WriteAsync(host, "new.txt", "one");
        await host.SettledAsync();
        await WriteAsync(host, "new.txt", "two");
        await host.SettledAsync();
        File.Move(PathOf(host, "new.txt"), PathOf(host, "newer.txt"));
        await host.SettledAsync();
        File.Delete(PathOf(host, "old.txt"));
        await host.SettledAsync();

        Assert.Equal(["created new.txt", "modified new.txt", "renamed newer.txt from new.txt", "deleted old.txt"], host.Changes);
    }

    [Fact]
    public async Task Changes_of_a_path_that_come_together_are_one()
    {
        await using var host = await StartAsync(folder => File.WriteAllText(Path.Combine(folder, "kept.txt"), "1"));
        await WriteAsync(host, "busy.txt", "1");
        await WriteAsync(host, "busy.txt", "22");
        await WriteAsync(host, "passing.txt", "1");
        File.Delete(PathOf(host, "passing.txt"));
        File.Delete(PathOf(host, "kept.txt"));
        await WriteAsync(host, "kept.txt", "2");
        await host.SettledAsync();

        Assert.Equal(["created busy.txt", "modified kept.txt"], host.Changes);
    }

    [Fact]
    public async Task An_editor_that_saves_by_putting_a_new_file_in_the_place_of_the_old_has_modified_it()
    {
        await using var host = await StartAsync(folder => File.WriteAllText(Path.Combine(folder, "a.cs"), "1"));
        await WriteAsync(host, "a.cs.tmp", "2");
        File.Move(PathOf(host, "a.cs.tmp"), PathOf(host, "a.cs"), overwrite: true);
        await WriteAsync(host, "b.cs.tmp", "2");
        File.Move(PathOf(host, "b.cs.tmp"), PathOf(host, "b.cs"));
        await host.SettledAsync();

        Assert.Equal(["modified a.cs", "created b.cs"], host.Changes);
    }

    [Fact]
    public async Task What_is_made_in_a_folder_before_anyone_can_watch_it_is_told_of()
    {
        await using var host = await StartAsync();
        Directory.CreateDirectory(PathOf(host, "a/b/c"));
        await WriteAsync(host, "a/b/c/deep.txt", "1");
        await host.SettledAsync();
        await WriteAsync(host, "a/b/c/later.txt", "1");
        await host.SettledAsync();

        Assert.Equal(["created a/", "created a/b/", "created a/b/c/", "created a/b/c/deep.txt", "created a/b/c/later.txt"], host.Changes);
    }

    [Fact]
    public async Task A_folder_that_moves_takes_its_files_along()
    {
        await using var host = await StartAsync(folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "a/b"));
            File.WriteAllText(Path.Combine(folder, "a/b/x.txt"), "1");
        });
        Directory.Move(PathOf(host, "a"), PathOf(host, "z"));
        await host.SettledAsync();
        await WriteAsync(host, "z/b/x.txt", "22");
        await host.SettledAsync();
        Directory.Delete(PathOf(host, "z"), recursive: true);
        await host.SettledAsync();

        Assert.Equal(["renamed z from a/", "modified z/b/x.txt", "deleted z/b/x.txt", "deleted z/b/", "deleted z/"], host.Changes);
    }

    [Fact]
    public async Task What_leaves_the_folder_is_deleted_there_and_what_comes_is_created()
    {
        await using var host = await StartAsync(folder => File.WriteAllText(Path.Combine(folder, "leaves.txt"), "1"));
        var elsewhere = Directory.CreateTempSubdirectory("carillon-elsewhere-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(elsewhere, "comes"));
            await File.WriteAllTextAsync(Path.Combine(elsewhere, "comes/in.txt"), "1", Cancel);
            File.Move(PathOf(host, "leaves.txt"), Path.Combine(elsewhere, "leaves.txt"));
            Directory.Move(Path.Combine(elsewhere, "comes"), PathOf(host, "comes"));
            await host.SaidAsync<DaemonFile>(file => file.Kind == "deleted");
            await host.SettledAsync();
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }

        Assert.Equal(["created comes/", "created comes/in.txt", "deleted leaves.txt"], host.Changes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ignored_folders_are_not_even_watched()
    {
        await using var host = await StartAsync(folder =>
        {
            foreach (var i in Enumerable.Range(0, 50)) Directory.CreateDirectory(Path.Combine(folder, $"node_modules/p{i}/lib"));
        });
        await WriteAsync(host, "node_modules/p1/lib/index.js", "1");
        await WriteAsync(host, "notes.txt.swp", "1");
        await WriteAsync(host, "kept.txt", "1");
        Directory.CreateDirectory(PathOf(host, ".git/objects"));
        await host.SettledAsync();

        Assert.Equal(["created kept.txt"], host.Changes);
        Assert.Equal("1", (await StatusAsync(host)).Details["folders"]);
    }

    [Fact]
    public async Task Tens_of_thousands_of_files_are_watched_and_one_of_them_found()
    {
        await using var host = await StartAsync(folder =>
        {
            foreach (var i in Enumerable.Range(0, 30_000))
            {
                var path = Path.Combine(folder, $"d{i % 300}", $"f{i}.txt");
                if (i < 300) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Create(path).Dispose();
            }
        });
        await host.SettledAsync();
        await WriteAsync(host, "d17/f29717.txt", "1");
        await host.SettledAsync();

        Assert.Equal(["modified d17/f29717.txt"], host.Changes);
        var details = (await StatusAsync(host)).Details;
        Assert.Equal(("301", true), (details["folders"], int.Parse(details["files"], null) >= 30_000));
    }

    [Fact]
    public async Task More_folders_than_allowed_are_reported_with_the_limits()
    {
        await using var host = await Host.StartAsync(folder =>
        {
            foreach (var i in Enumerable.Range(0, 10)) Directory.CreateDirectory(Path.Combine(folder, $"d{i}"));
            return Host.Quiet with { Files = Host.Files(folder) with { MaxFolders = 4 } };
        });

        var error = await host.SaidAsync<DaemonError>(error => error.Watcher == "files");
        Assert.Contains("7 folders are not watched: 4 are, the settings allow 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("max_user_watches", error.Message, StringComparison.Ordinal);
        var status = await StatusAsync(host);
        Assert.Equal((WatcherState.Running, "7"), (status.State, status.Details["notWatched"]));
        Assert.Equal(error.Message, status.Problem);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_reported_and_watched_once_it_is()
    {
        await using var host = await Host.StartAsync(folder => Host.Quiet with { Files = Host.Files(Path.Combine(folder, "later")) });
        var error = await host.SaidAsync<DaemonError>(_ => true);
        Assert.Contains(PathOf(host, "later"), error.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(PathOf(host, "later"));
        await host.SeesAsync("later/a.txt");
        Directory.Delete(PathOf(host, "later"), recursive: true);
        await host.SaidAsync<DaemonFile>(file => file.Kind == "deleted" && file.Path.EndsWith("a.txt", StringComparison.Ordinal));
        Directory.CreateDirectory(PathOf(host, "later"));
        await host.SeesAsync("later/again.txt");
    }

    private static async Task<Host> StartAsync(Action<string>? prepare = null)
    {
        var host = await Host.StartAsync(folder =>
        {
            prepare?.Invoke(folder);
            return Host.Quiet with { Files = Host.Files(folder) };
        });
        await host.SeesAsync("mark-first");
        return host;
    }

    private static async Task<WatcherStatus> StatusAsync(Host host) =>
        (await host.Perception.StatusAsync(Host.Owner, Cancel)).Watchers.Single(watcher => watcher.Id == "files");

    private static string PathOf(Host host, string path) => Path.Combine(host.Watched, path);

    private static async Task WriteAsync(Host host, string path, string text) => await File.WriteAllTextAsync(PathOf(host, path), text, Cancel);
}
