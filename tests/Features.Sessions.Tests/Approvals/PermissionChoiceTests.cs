using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;

namespace Carillon.Features.Sessions.Tests.Approvals;

public sealed class PermissionChoiceTests
{
    private static readonly PermissionOption Allow = new("allow", "Allow", PermissionKind.AllowOnce);
    private static readonly PermissionOption Always = new("forever", "Always allow", PermissionKind.AllowAlways);
    private static readonly PermissionOption Reject = new("reject", "Reject", PermissionKind.RejectOnce);
    private static readonly PermissionOption Never = new("never", "Never", PermissionKind.RejectAlways);

    public static TheoryData<string, PermissionKind, string?> Choices => new()
    {
        { "allow reject", PermissionKind.AllowOnce, "allow" },
        { "allow reject", PermissionKind.RejectOnce, "reject" },
        { "allow reject", PermissionKind.AllowAlways, "allow" },
        { "allow reject", PermissionKind.RejectAlways, "reject" },
        { "never forever reject allow", PermissionKind.AllowAlways, "forever" },
        { "never forever reject allow", PermissionKind.RejectAlways, "never" },
        { "allow", PermissionKind.RejectOnce, null },
        { "allow never", PermissionKind.RejectOnce, null },
        { "", PermissionKind.RejectAlways, null },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void An_answer_stands_for_the_first_option_of_its_kind(string offered, PermissionKind kind, string? chosen) =>
        Assert.Equal(chosen, PermissionChoice.For(Options(offered), kind));

    [Theory]
    [InlineData("forever reject", PermissionKind.AllowOnce, "Always allow (allow_always), Reject (reject_once)")]
    [InlineData("reject", PermissionKind.AllowAlways, "Reject (reject_once)")]
    [InlineData("", PermissionKind.AllowOnce, "nothing")]
    public void A_consent_that_is_not_offered_is_refused_with_what_is(string offered, PermissionKind kind, string named)
    {
        var refused = Assert.Throws<CarillonException>(() => PermissionChoice.For(Options(offered), kind));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private static List<PermissionOption> Options(string ids) =>
        [.. ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => new[] { Allow, Always, Reject, Never }.Single(option => option.OptionId == id))];
}
