using Carillon.Cli.Rendering;

namespace Carillon.Cli.Tests.Rendering;

public class AmountsTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1500, "1.5 s")]
    [InlineData(59_999, "59 s")]
    [InlineData(61_000, "1 min 1 s")]
    [InlineData(3_720_000, "1 h 2 min")]
    public void Spans_are_said_as_people_say_them(long milliseconds, string words) => Assert.Equal(words, Amounts.Of(milliseconds));

    [Theory]
    [InlineData(0, "0 events")]
    [InlineData(1, "1 event")]
    [InlineData(12_345, "12,345 events")]
    public void One_is_not_many(long number, string words) => Assert.Equal(words, Amounts.Count(number, "event"));
}
