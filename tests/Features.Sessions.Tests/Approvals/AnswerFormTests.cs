using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;

namespace Carillon.Features.Sessions.Tests.Approvals;

public sealed class AnswerFormTests
{
    [Theory]
    [InlineData("choice", " a ", "a")]
    [InlineData("choice", "b, c", "b, c")]
    [InlineData("multi_choice", """["a", "b, c"]""", """["a","b, c"]""")]
    [InlineData("multi_choice", "a", """["a"]""")]
    [InlineData("multi_choice", "b, c", """["b, c"]""")]
    [InlineData("multi_choice", "a, d,a", """["a","d"]""")]
    [InlineData("multi_choice", "[", """["["]""")]
    [InlineData("multi_choice", "[]", "[]")]
    [InlineData("multi_choice", "", "[]")]
    [InlineData("confirm", "Yes", "true")]
    [InlineData("confirm", "true", "true")]
    [InlineData("confirm", "n", "false")]
    [InlineData("number", "12.50", "12.50")]
    [InlineData("number", " -3 ", "-3")]
    [InlineData("number", "1e3", "1000")]
    [InlineData("text", " as it is ", " as it is ")]
    [InlineData("some_later_type", "anything", "anything")]
    public void An_answer_gets_the_form_of_its_question(string type, string given, string expected) =>
        Assert.Equal(expected, AnswerForm.Fit(Of(type), given));

    [Theory]
    [InlineData("choice", "e", "one of its options")]
    [InlineData("choice", "", "one of its options")]
    [InlineData("multi_choice", """["a","e"]""", "some of its options")]
    [InlineData("multi_choice", """["\ud800"]""", "some of its options")]
    [InlineData("multi_choice", "[1]", "some of its options")]
    [InlineData("confirm", "perhaps", "yes or no")]
    [InlineData("number", "many", "a number")]
    [InlineData("number", "1e999", "a number")]
    [InlineData("number", "NaN", "a number")]
    public void One_that_does_not_fit_is_refused_by_what_would(string type, string given, string expected)
    {
        var refused = Assert.Throws<CarillonException>(() => AnswerForm.Fit(Of(type), given));

        Assert.Equal((ErrorCode.Invalid, $"The answer to 'q' must be {expected}."), (refused.Code, refused.Message));
    }

    [Fact]
    public void Where_no_options_are_given_any_choice_is_one() =>
        Assert.Equal("""["x","y"]""", AnswerForm.Fit(new Question("q", "?", "multi_choice"), """["x",null,"y"]"""));

    private static Question Of(string type) => new("q", "?", type, ["a", "b, c", "d", "["]);
}
