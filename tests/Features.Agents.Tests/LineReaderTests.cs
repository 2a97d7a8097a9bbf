using System.Text;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Tests;

public class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("a\nbb\n", new[] { "a", "bb" })]
    [InlineData("a\n\nlast", new[] { "a", "", "last" })]
    [InlineData("12345678\nx\n", new[] { "12345678", "x" })]
    [InlineData("123456789\nx\n", new[] { "12345678", "x" })]
    [InlineData("12345678901234567890123456789\nx", new[] { "12345678", "x" })]
    [InlineData("123456789", new[] { "12345678" })]
    public async Task Lines_are_cut_at_their_ends_and_at_the_bound(string text, string[] expected)
    {
        for (var size = 1; size <= 30; size++)
            Assert.Equal(expected, await ReadAsync(new LineReader(new Trickle(text, size), 8, keepsBeginning: true)));
    }

    [Fact]
    public async Task Where_no_line_may_be_cut_a_longer_one_ends_the_reading()
    {
        Assert.Equal(["12345678"], await ReadAsync(new LineReader(new Trickle("12345678\n", 3), 8, keepsBeginning: false)));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new LineReader(new Trickle("123456789\n", 3), 8, keepsBeginning: false)));
    }

    [Fact]
    public async Task Random_lines_come_out_as_they_went_in()
    {
        var random = new Random(7);
        var lines = Enumerable.Range(0, 300).Select(_ => new string('x', random.Next(5) == 0 ? random.Next(60_000) : random.Next(200))).ToArray();
        var text = string.Concat(lines.Select(line => line + "\n"));
        Assert.Equal(lines, await ReadAsync(new LineReader(new Trickle(text, 5000), 60_000, keepsBeginning: false)));
    }

    private static async Task<List<string>> ReadAsync(LineReader reader)
    {
        var read = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line) read.Add(Encoding.ASCII.GetString(line.Span));
        return read;
    }

    /// <summary>Gives out a text a few bytes at a time.</summary>
    private sealed class Trickle(string text, int size) : MemoryStream(Encoding.ASCII.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
