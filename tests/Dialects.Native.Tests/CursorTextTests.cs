using Carillon.Core.Errors;
using Carillon.Dialects.Native.Following;

namespace Carillon.Dialects.Native.Tests;

public class CursorTextTests
{
    [Theory]
    [InlineData("0", false, null, 0)]
    [InlineData("start", false, null, 0)]
    [InlineData("7-42", false, 7L, 42)]
    [InlineData("9223372036854775807-9223372036854775807", false, long.MaxValue, long.MaxValue)]
    [InlineData("seq:5", true, null, 5)]
    [InlineData("seq:0", true, null, 0)]
    [InlineData("seq:7-5", true, 7L, 5)]
    public void A_cursor_is_read(string text, bool bySeq, long? epoch, long value) =>
        Assert.Equal(new CursorText(bySeq, epoch, value), CursorText.Parse(text));

    [Theory]
    [InlineData("42")]
    [InlineData("-")]
    [InlineData("7-")]
    [InlineData("-42")]
    [InlineData("7--42")]
    [InlineData("7-42-1")]
    [InlineData("7-+42")]
    [InlineData(" 7-42")]
    [InlineData("7-9223372036854775808")]
    [InlineData("seq:")]
    [InlineData("seq:-1")]
    [InlineData("seq:x")]
    [InlineData("now")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal(ErrorCode.Invalid, Assert.Throws<CarillonException>(() => CursorText.Parse(text)).Code);
}
