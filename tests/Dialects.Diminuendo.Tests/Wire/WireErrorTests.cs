using Carillon.Core.Errors;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

public sealed class WireErrorTests
{
    [Fact]
    public void Every_failure_has_a_code_and_a_text()
    {
        var errors = Enum.GetValues<ErrorCode>().Select(code => (code, WireError.Of(new CarillonException(code, "")))).ToList();

        Assert.All(errors, error => Assert.NotEmpty(error.Item2.Text));
        Assert.Equal(["Internal"], errors.Where(error => error.Item2.Code == "InternalError").Select(error => error.code.ToString()));
    }

    [Theory]
    [InlineData(ErrorCode.AgentFailed)]
    [InlineData(ErrorCode.StorageUnavailable)]
    [InlineData(ErrorCode.Internal)]
    [InlineData(ErrorCode.SessionNotFound)]
    public void What_happened_inside_stays_inside(ErrorCode code)
    {
        var error = WireError.Of(new CarillonException(code, "sk-live-123 in /home/someone/.config"));

        Assert.DoesNotContain("sk-live", error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/home", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_one_line_of_bounded_length_and_whole_characters()
    {
        var error = WireError.Of(new CarillonException(ErrorCode.Invalid, "a\nb\u0007" + new string('x', 295) + "😀😀"));

        Assert.StartsWith("a b x", error.Text, StringComparison.Ordinal);
        Assert.Equal(299, error.Text.Length);
        Assert.EndsWith("x", error.Text, StringComparison.Ordinal);
    }
}
