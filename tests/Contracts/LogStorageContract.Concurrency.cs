using System.Globalization;
using System.Text;
using Carillon.Core.Streams;

namespace Carillon.ContractSuites;

public abstract partial class LogStorageContract
{
    private const int Rounds = 200;

    [Fact]
    public async Task Readers_see_whole_batches_in_order_while_others_are_written()
    {
        var key = Session("counter");
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 6).Select(_ => Task.Run(() => WatchAsync(key, done.Token), Cancellation)).ToList();

        for (var round = 1; round <= Rounds; round++)
        {
            Draft.Add(Room).Add(Other).Add(Room).Put(key, round.ToString(CultureInfo.InvariantCulture));
            await CommitAsync();
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(Enumerable.Range(1, 2 * Rounds).Select(seq => (long)seq), Numbers(await ReadAsync(Room)));
    }

    [Fact]
    public async Task A_read_after_a_commit_sees_it()
    {
        for (var round = 1; round <= 50; round++)
        {
            Draft.Add(Room, id: $"id-{round}");
            await CommitAsync();
            var reads = Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReadAsync(Room, after: round - 1), Cancellation));
            foreach (var entries in await Task.WhenAll(reads)) Assert.Equal([(long)round], Numbers(entries));
            Assert.NotNull(await Storage.FindByIdAsync(Room, $"id-{round}", Cancellation));
        }
    }

    private async Task WatchAsync(DocumentKey key, CancellationToken done)
    {
        long before = 0;
        while (!done.IsCancellationRequested)
        {
            var document = await Storage.GetAsync(key, Cancellation);
            var rounds = document is null ? 0 : long.Parse(Encoding.UTF8.GetString(document.Json.Span), CultureInfo.InvariantCulture);
            var entries = await ReadAsync(Room, limit: 10_000);

            Assert.Equal(Enumerable.Range(1, entries.Count).Select(seq => (long)seq), Numbers(entries));
            Assert.True(entries.Count % 2 == 0, "Half a batch was seen.");
            Assert.True(entries.Count >= 2 * rounds, "The document was there before the entries of its batch.");
            Assert.True(entries.Count >= before, "What was read once is gone.");
            before = entries.Count;
        }
    }
}
