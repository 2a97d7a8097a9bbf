using System.Text;
using Carillon.Core.Deliveries;

namespace Carillon.Core.Tests.Deliveries;

public class LogPlaceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 42)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void What_is_written_is_read_again(long epoch, long position)
    {
        var place = new LogPlace(epoch, position);
        Span<byte> bytes = stackalloc byte[LogPlace.MaxLength];

        Assert.Equal(place.ToString(), Encoding.ASCII.GetString(bytes[..place.Format(bytes)]));
        Assert.True(LogPlace.TryParse(place.ToString(), out var read));
        Assert.Equal(place, read);
    }

    [Fact]
    public void The_longest_fits()
    {
        Span<byte> bytes = stackalloc byte[LogPlace.MaxLength];
        var length = new LogPlace(long.MinValue, long.MinValue).Format(bytes);

        Assert.Equal("-9223372036854775808--9223372036854775808", Encoding.ASCII.GetString(bytes[..length]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("-42")]
    [InlineData("7-")]
    [InlineData("7-+42")]
    [InlineData("7-42-1")]
    [InlineData("7-9223372036854775808")]
    public void Anything_else_is_not_read(string text) => Assert.False(LogPlace.TryParse(text, out _));

    [Fact]
    public void One_goes_on_only_in_the_same_life_of_the_log_and_from_what_it_holds()
    {
        Assert.Null(new LogPlace(7, 42).ResetIn(epoch: 7, head: 42));
        Assert.Contains("ahead", new LogPlace(7, 43).ResetIn(epoch: 7, head: 42), StringComparison.Ordinal);
        Assert.Contains("another life", new LogPlace(6, 1).ResetIn(epoch: 7, head: 42), StringComparison.Ordinal);
    }
}
