using Carillon.Core.Streams;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Streams;

public sealed class GroupCommitTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "custom:room");
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Appends_that_come_while_a_commit_runs_end_in_the_next_one_together()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var gate = new Gate();
        rig.Storage.Before = _ => gate.PassAsync();
        var first = rig.AppendAsync(Rig.Event(Room, "first"));
        await gate.Reached;
        var rest = Enumerable.Range(0, 200).Select(i => rig.AppendAsync(Rig.Event(Room, $"{i}"))).ToArray();
        gate.Open();
        await first;
        var results = await Task.WhenAll(rest);

        Assert.Equal(2, rig.Storage.Commits.Count);
        Assert.Equal(Enumerable.Range(2, 200).Select(i => (long)i), results.Select(result => result.Entries[0].Seq).Order());
    }
}
