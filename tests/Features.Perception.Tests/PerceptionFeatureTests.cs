using Carillon.Contracts.Perception;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests;

public sealed class PerceptionFeatureTests
{
    private static CancellationToken Cancel => Host.Cancel;

    [Fact]
    public async Task Nothing_is_watched_unless_asked_for()
    {
        await using var host = await Host.StartAsync(_ => new PerceptionOptions());
        var status = await host.Perception.StatusAsync(Host.Owner, Cancel);

        Assert.False(status.Enabled);
        Assert.Empty(status.Watchers);
        Assert.Empty(host.Said);
        await RefusedAsync(ErrorCode.NotFound, () => host.Perception.PauseAsync(Host.Owner, "files", Cancel));
    }

    [Fact]
    public async Task A_watcher_says_when_it_begins_and_ends_and_one_without_work_does_neither()
    {
        await using var host = await Host.StartAsync(Watching);
        Assert.Equal([("files", WatcherState.Running), ("processes", WatcherState.Off), ("system", WatcherState.Off), ("time", WatcherState.Off)], await StatesAsync(host));
        await host.Perception.StopAsync(Cancel);

        Assert.Equal(["""daemon.watcher_started {"watcher":"files"}""", """daemon.watcher_stopped {"watcher":"files","reason":"shutdown"}"""], await host.KeptAsync());
    }

    [Fact]
    public async Task A_paused_watcher_sees_nothing_until_it_is_resumed_and_stays_paused_through_a_restart()
    {
        var host = await Host.StartAsync(Watching);
        var paused = await host.Perception.PauseAsync(Host.Owner, "files", Cancel);
        Assert.Equal(WatcherState.Paused, paused.State);
        await File.WriteAllTextAsync(Path.Combine(host.Watched, "unseen.txt"), "1", Cancel);
        host = await host.RestartAsync(Watching);
        await using var again = host;
        Assert.Contains(("files", WatcherState.Paused), await StatesAsync(host));

        var resumed = await host.Perception.ResumeAsync(Host.Owner, "files", Cancel);
        Assert.Equal(WatcherState.Running, resumed.State);
        await host.SeesAsync("seen.txt");

        Assert.DoesNotContain("created unseen.txt", host.Changes);
        Assert.Equal(
            [
                """daemon.watcher_started {"watcher":"files"}""",
                """daemon.watcher_stopped {"watcher":"files","reason":"paused"}""",
                """daemon.watcher_started {"watcher":"files"}""",
            ],
            await host.KeptAsync());
    }

    [Fact]
    public async Task A_watcher_that_a_crash_cut_off_is_told_to_have_been_interrupted()
    {
        var host = await Host.StartAsync(Watching);
        await using var again = await host.RestartAsync(Watching, orderly: false);

        Assert.Equal(
            [
                """daemon.watcher_started {"watcher":"files"}""",
                """daemon.watcher_stopped {"watcher":"files","reason":"interrupted"}""",
                """daemon.watcher_started {"watcher":"files"}""",
            ],
            await again.KeptAsync());
    }

    [Theory]
    [InlineData(Role.Owner, true, true)]
    [InlineData(Role.Admin, true, true)]
    [InlineData(Role.BillingAdmin, true, false)]
    [InlineData(Role.Member, true, false)]
    [InlineData(Role.Viewer, false, false)]
    public async Task Who_may_see_and_who_may_pause_is_a_matter_of_the_role(Role role, bool sees, bool pauses)
    {
        await using var host = await Host.StartAsync(Watching);
        var caller = Host.Owner with { Role = role };
        if (sees) Assert.True((await host.Perception.StatusAsync(caller, Cancel)).Enabled);
        else await RefusedAsync(ErrorCode.PermissionDenied, () => host.Perception.StatusAsync(caller, Cancel));
        if (pauses)
        {
            await host.Perception.PauseAsync(caller, "files", Cancel);
            await host.Perception.ResumeAsync(caller, "files", Cancel);
        }
        else
        {
            await RefusedAsync(ErrorCode.PermissionDenied, () => host.Perception.PauseAsync(caller, "files", Cancel));
            await RefusedAsync(ErrorCode.PermissionDenied, () => host.Perception.ResumeAsync(caller, "files", Cancel));
        }
    }

    [Fact]
    public async Task To_another_tenant_there_are_no_watchers()
    {
        await using var host = await Host.StartAsync(Watching);
        var other = new Caller("eve", "other", Role.Owner);

        Assert.False((await host.Perception.StatusAsync(other, Cancel)).Enabled);
        await RefusedAsync(ErrorCode.NotFound, () => host.Perception.PauseAsync(other, "files", Cancel));
        await RefusedAsync(ErrorCode.NotFound, () => host.Perception.PauseAsync(Host.Owner, "nose", Cancel));
        await RefusedAsync(ErrorCode.Conflict, () => host.Perception.ResumeAsync(Host.Owner, "time", Cancel));
    }

    [Fact]
    public async Task Other_options_take_effect_at_once_and_only_where_they_differ()
    {
        await using var host = await Host.StartAsync(folder => Watching(folder) with { Time = Hourly });
        var elsewhere = Directory.CreateDirectory(Path.Combine(host.Watched, "sub")).FullName;
        await host.Perception.ApplyAsync(Watching(elsewhere) with { Time = Hourly }, Cancel);
        await host.SeesAsync("sub/seen.txt");
        await host.Perception.ApplyAsync(Watching(elsewhere) with { Time = Hourly with { Enabled = false } }, Cancel);
        await host.Perception.ApplyAsync(new PerceptionOptions(), Cancel);

        Assert.Equal(
            [
                """daemon.watcher_started {"watcher":"files"}""",
                """daemon.watcher_started {"watcher":"time"}""",
                """daemon.watcher_stopped {"watcher":"files","reason":"reconfigured"}""",
                """daemon.watcher_started {"watcher":"files"}""",
                """daemon.config_reloaded {"watchers":["files"]}""",
                """daemon.watcher_stopped {"watcher":"time","reason":"reconfigured"}""",
                """daemon.config_reloaded {"watchers":["time"]}""",
                """daemon.watcher_stopped {"watcher":"files","reason":"reconfigured"}""",
            ],
            await host.KeptAsync());
        Assert.False((await host.Perception.StatusAsync(Host.Owner, Cancel)).Enabled);

        await host.Perception.ApplyAsync(Watching(host.Watched), Cancel);
        await host.SeesAsync("back.txt");
    }

    [Fact]
    public async Task What_is_seen_is_live_only_and_what_is_derived_is_kept()
    {
        await using var host = await Host.StartAsync(folder => Watching(folder) with
        {
            Processes = new ProcessWatchOptions { Poll = TimeSpan.FromMilliseconds(200) },
            Rules = new PerceptionRules { Programming = new ProgrammingRule { Editors = ["carillon-editor"], Agents = [], Grace = TimeSpan.FromSeconds(1) } },
        });
        Directory.CreateDirectory(Path.Combine(host.Watched, "shop/.git"));
        using var editor = Programs.Start("carillon-editor", "sleep 60");
        await host.SaidAsync<DaemonProcess>(process => process is { Kind: "started", Name: "carillon-editor" });
        await host.SeesAsync("shop/cart.ts");
        var began = await host.SaidAsync<DaemonProgrammingSessionStarted>(_ => true);
        var status = await host.Perception.StatusAsync(Host.Owner, Cancel);
        editor.Kill(entireProcessTree: true);
        var ended = await host.SaidAsync<DaemonProgrammingSessionEnded>(_ => true);

        Assert.Equal((Path.Combine(host.Watched, "shop"), "typescript"), (began.ProjectRoot, began.Language));
        Assert.Equal((began.SessionId, began.Language), (ended.SessionId, ended.Language));
        Assert.Equal("coding", status.Perceived!.Activity);
        Assert.Equal([began.ProjectRoot], status.Perceived.ProjectRoots);
        var kept = await host.KeptAsync();
        Assert.DoesNotContain(kept, line => line.StartsWith("daemon.fs", StringComparison.Ordinal) || line.StartsWith("daemon.process ", StringComparison.Ordinal));
        Assert.Contains(kept, line => line.StartsWith("daemon.programming_session_started", StringComparison.Ordinal));
        Assert.Contains(kept, line => line.StartsWith("daemon.activity_changed", StringComparison.Ordinal));
    }

    private static TimeWatchOptions Hourly => new() { Triggers = [new TimeTrigger("hourly", "0 * * * *")] };

    private static PerceptionOptions Watching(string folder) => Host.Quiet with { Files = Host.Files(folder) };

    private static async Task<IReadOnlyList<(string, WatcherState)>> StatesAsync(Host host) =>
        [.. (await host.Perception.StatusAsync(Host.Owner, Cancel)).Watchers.Select(watcher => (watcher.Id, watcher.State))];

    private static async Task RefusedAsync<T>(ErrorCode code, Func<ValueTask<T>> attempt) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(async () => await attempt())).Code);
}
