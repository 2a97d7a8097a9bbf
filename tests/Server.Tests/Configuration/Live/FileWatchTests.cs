using Carillon.Fakes;
using Carillon.Server.Configuration.Live;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Configuration.Live;

public sealed class FileWatchTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly DataFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly string _path;

    public FileWatchTests() => _path = _folder.File("carillon.json", "{}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in place")]
    [InlineData("by rename")]
    [InlineData("deleted")]
    [InlineData("by another link")]
    public async Task An_edit_is_told_after_half_a_second_of_quiet(string how)
    {
        if (how == "by another link")
        {
            File.Delete(_path);
            File.CreateSymbolicLink(_path, _folder.File("one.json", "{ }"));
        }

        var told = new FileWatch(_path, _clock).WaitAsync(Token);
        await PassAsync(Look, next: Look);
        Edit(how);
        await PassAsync(Look, next: FileWatch.Quiet);
        Assert.False(told.IsCompleted);
        _clock.Advance(FileWatch.Quiet);
        await told.WaitAsync(Token);
    }

    [Fact]
    public async Task Whoever_writes_on_is_waited_for_and_one_edit_is_told_once()
    {
        var watch = new FileWatch(_path, _clock);
        var told = watch.WaitAsync(Token);
        File.AppendAllText(_path, " ");
        await PassAsync(Look, next: FileWatch.Quiet);
        for (var i = 0; i < 3; i++)
        {
            File.AppendAllText(_path, " ");
            await PassAsync(FileWatch.Quiet, next: FileWatch.Quiet);
        }

        _clock.Advance(FileWatch.Quiet);
        await told.WaitAsync(Token);

        // Were it told again, it would be without a timer.
        _ = watch.WaitAsync(Token);
        await PassAsync(Look, next: Look);
    }

    /// <summary>Lets time pass once somebody waits for that long, and then waits until somebody waits again.</summary>
    private async Task PassAsync(TimeSpan time, TimeSpan next)
    {
        await _clock.TimerSetAsync(time).WaitAsync(Token);
        _clock.Advance(time);
        await _clock.TimerSetAsync(next).WaitAsync(Token);
    }

    private void Edit(string how)
    {
        switch (how)
        {
            case "in place":
                File.WriteAllText(_path, "{ \"a\": 1 }");
                break;
            case "by rename":
                File.Move(_folder.File("draft.json", "{ \"a\": 1 }"), _path, overwrite: true);
                break;
            case "deleted":
                File.Delete(_path);
                break;
            default:
                File.Delete(_path);
                File.CreateSymbolicLink(_path, _folder.File("two.json", "{ }"));
                break;
        }
    }
}
