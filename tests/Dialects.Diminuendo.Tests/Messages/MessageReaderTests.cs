using System.Text;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Messages;

public sealed class MessageReaderTests
{
    /// <summary>Every message in a valid form, and what is read from it.</summary>
    public static TheoryData<string, string> Valid => new()
    {
        { """{"type":"authenticate","token":"t"}""", "Authenticate { Token = t, ProtocolVersion =  }" },
        { """{"type":"authenticate","token":"t","protocolVersion":1}""", "Authenticate { Token = t, ProtocolVersion = 1 }" },
        { """{"type":"list_sessions"}""", "ListSessions { IncludeArchived = False, Limit = , Next =  }" },
        { """{"type":"list_sessions","includeArchived":true,"limit":5,"next":"n"}""", "ListSessions { IncludeArchived = True, Limit = 5, Next = n }" },
        { """{"type":"create_session","agentType":"echo"}""", "CreateSession { AgentType = echo, Name =  }" },
        { """{"type":"create_session","agentType":"echo","name":"A"}""", "CreateSession { AgentType = echo, Name = A }" },
        { """{"type":"create_session","agentType":"echo","name":null}""", "CreateSession { AgentType = echo, Name =  }" },
        { """{"type":"rename_session","sessionId":"s","name":"B"}""", "RenameSession { SessionId = s, Name = B }" },
        { """{"type":"archive_session","sessionId":"s"}""", "ArchiveSession { SessionId = s, Archived = True }" },
        { """{"type":"unarchive_session","sessionId":"s"}""", "ArchiveSession { SessionId = s, Archived = False }" },
        { """{"type":"delete_session","sessionId":"s"}""", "DeleteSession { SessionId = s }" },
        { """{"type":"join_session","sessionId":"s"}""", "JoinSession { SessionId = s, AfterSeq =  }" },
        { """{"afterSeq":7,"sessionId":"s","type":"join_session","unknown":{"x":[1]}}""", "JoinSession { SessionId = s, AfterSeq = 7 }" },
        { """{"type":"leave_session","sessionId":"s"}""", "LeaveSession { SessionId = s }" },
        { """{"type":"run_turn","sessionId":"s","text":"h\u00e9 😀"}""", "RunTurn { SessionId = s, Text = hé 😀 }" },
        { """{"type":"stop_turn","sessionId":"s"}""", "StopTurn { SessionId = s }" },
        { """{"type":"steer","sessionId":"s","content":"c"}""", "Steer { SessionId = s, Content = c }" },
        { """{"type":"resolve_permission","sessionId":"s","requestId":"r","approved":true}""", "ResolvePermission { SessionId = s, RequestId = r, Kind = AllowOnce }" },
        { """{"type":"resolve_permission","sessionId":"s","requestId":"r","approved":true,"scope":"always"}""", "ResolvePermission { SessionId = s, RequestId = r, Kind = AllowAlways }" },
        { """{"type":"resolve_permission","sessionId":"s","requestId":"r","approved":false,"scope":"once"}""", "ResolvePermission { SessionId = s, RequestId = r, Kind = RejectOnce }" },
        { """{"type":"resolve_permission","sessionId":"s","requestId":"r","approved":false,"scope":"always"}""", "ResolvePermission { SessionId = s, RequestId = r, Kind = RejectAlways }" },
        { """{"type":"get_history","sessionId":"s"}""", "GetHistory { SessionId = s, AfterSeq = 0, Limit = 100 }" },
        { """{"type":"get_events","sessionId":"s","afterSeq":3,"limit":1000}""", "GetEvents { SessionId = s, AfterSeq = 3, Limit = 1000 }" },
        { """{"type":"list_files","sessionId":"s"}""", "ListFiles { SessionId = s, Path = , Depth = 1 }" },
        { """{"type":"list_files","sessionId":"s","path":"src","depth":32}""", "ListFiles { SessionId = s, Path = src, Depth = 32 }" },
        { """{"type":"read_file","sessionId":"s","path":"src/a"}""", "ReadFile { SessionId = s, Path = src/a }" },
        { """{"type":"file_history","sessionId":"s","path":"src/a"}""", "GetFileHistory { SessionId = s, Path = src/a }" },
        { """{"type":"file_at_iteration","sessionId":"s","path":"a","iteration":3}""", "ReadFileIteration { SessionId = s, Path = a, Iteration = 3 }" },
        { """{"type":"manage_members","action":"list","userId":7}""", "ListMembers { }" },
        { """{"type":"manage_members","action":"set_role","userId":"auth0|x","role":"billing_admin"}""", "SetMemberRole { UserId = auth0|x, Role = BillingAdmin }" },
        { """{"type":"manage_members","action":"remove","userId":"u"}""", "RemoveMember { UserId = u }" },
        { """{"type":"ping","ts":1709312400000}""", "Ping { Ts = 1709312400000 }" },
        { """{"type":"ping","ts":12.5}""", "Ping { Ts = 12.5 }" },
    };

    /// <summary>What is wrong, and how it is told.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "", "INVALID_JSON", "The message is not JSON, or is nested too deeply" },
        { "{", "INVALID_JSON", "The message is not JSON, or is nested too deeply" },
        { "{\"type\":\"ping\",\"ts\":1} x", "INVALID_JSON", "The message is not JSON, or is nested too deeply" },
        { "[1]", "INVALID_MESSAGE", "A message must be an object with a \"type\"" },
        { "null", "INVALID_MESSAGE", "A message must be an object with a \"type\"" },
        { "{}", "INVALID_MESSAGE", "Field \"type\" is missing; it must be a string" },
        { """{"type":5}""", "INVALID_MESSAGE", "Field \"type\" must be a string" },
        { """{"type":"dance"}""", "INVALID_MESSAGE", "Message type \"dance\" is not supported" },
        { """{"type":"list_files","sessionId":"s","depth":33}""", "INVALID_MESSAGE", "Field \"depth\" must be a whole number from 1 to 32" },
        { """{"type":"list_files","sessionId":"s","path":["a"]}""", "INVALID_MESSAGE", "Field \"path\" must be a string" },
        { """{"type":"manage_members"}""", "INVALID_MESSAGE", "Field \"action\" is missing; it must be a string" },
        { """{"type":"manage_members","action":"add"}""", "INVALID_MESSAGE", "Field \"action\" must be \"list\", \"set_role\" or \"remove\"" },
        { """{"type":"manage_members","action":"remove"}""", "INVALID_MESSAGE", "Field \"userId\" is missing; it must be a string" },
        { """{"type":"manage_members","action":"set_role","userId":"u"}""", "INVALID_MESSAGE", "Field \"role\" is missing; it must be a string" },
        { """{"type":"manage_members","action":"set_role","userId":"u","role":"Owner"}""", "INVALID_MESSAGE", "Field \"role\" must be one of owner, admin, billing_admin, member, viewer" },
        { """{"type":"read_file","sessionId":"s"}""", "INVALID_MESSAGE", "Field \"path\" is missing; it must be a string" },
        { """{"type":"read_file","sessionId":"s","path":""}""", "INVALID_MESSAGE", "Field \"path\" must be a string that is not empty" },
        { """{"type":"file_history","path":"a"}""", "INVALID_MESSAGE", "Field \"sessionId\" is missing; it must be a string" },
        { """{"type":"file_at_iteration","sessionId":"s","path":"a"}""", "INVALID_MESSAGE", "Field \"iteration\" is missing; it must be a whole number from 1 to 2147483647" },
        { """{"type":"file_at_iteration","sessionId":"s","path":"a","iteration":0}""", "INVALID_MESSAGE", "Field \"iteration\" must be a whole number from 1 to 2147483647" },
        { """{"type":"ping","\ud800":1}""", "INVALID_MESSAGE", "A field's name must be whole characters" },
        { """{"type":"authenticate","token":""}""", "INVALID_MESSAGE", "Field \"token\" must be a string that is not empty" },
        { """{"type":"run_turn","text":"t"}""", "INVALID_MESSAGE", "Field \"sessionId\" is missing; it must be a string" },
        { """{"type":"run_turn","sessionId":"","text":"t"}""", "INVALID_MESSAGE", "Field \"sessionId\" must be a string of 1 to 200 characters" },
        { """{"type":"run_turn","sessionId":"s","text":["t"]}""", "INVALID_MESSAGE", "Field \"text\" must be a string" },
        { """{"type":"run_turn","sessionId":"s","text":"\ud800"}""", "INVALID_MESSAGE", "Field \"text\" must be text of whole characters" },
        { """{"type":"join_session","sessionId":"s","afterSeq":"7"}""", "INVALID_MESSAGE", "Field \"afterSeq\" must be a whole number from 0 to 9007199254740991" },
        { """{"type":"join_session","sessionId":"s","afterSeq":-1}""", "INVALID_MESSAGE", "Field \"afterSeq\" must be a whole number from 0 to 9007199254740991" },
        { """{"type":"join_session","sessionId":"s","afterSeq":1.5}""", "INVALID_MESSAGE", "Field \"afterSeq\" must be a whole number from 0 to 9007199254740991" },
        { """{"type":"get_events","sessionId":"s","limit":0}""", "INVALID_MESSAGE", "Field \"limit\" must be a whole number from 1 to 1000" },
        { """{"type":"list_sessions","includeArchived":"yes"}""", "INVALID_MESSAGE", "Field \"includeArchived\" must be a boolean" },
        { """{"type":"ping"}""", "INVALID_MESSAGE", "Field \"ts\" is missing; it must be a number" },
        { """{"type":"ping","ts":1e400}""", "INVALID_MESSAGE", "Field \"ts\" must be a number" },
        { """{"type":"resolve_permission","sessionId":"s","requestId":"r"}""", "INVALID_MESSAGE", "Field \"approved\" is missing; it must be a boolean" },
        { """{"type":"resolve_permission","sessionId":"s","requestId":"r","approved":true,"scope":"twice"}""", "INVALID_MESSAGE", "Field \"scope\" must be \"once\" or \"always\"" },
        { """{"type":"answer_question","sessionId":"s","requestId":"r","answers":"yes"}""", "INVALID_MESSAGE", "Field \"answers\" must be an object" },
        { """{"type":"answer_question","sessionId":"s","requestId":"r","answers":{"q":{}}}""", "INVALID_MESSAGE", "Field \"answers\" must be an object of strings, numbers, booleans or arrays of them" },
        { """{"type":"answer_question","sessionId":"s","requestId":"r","answers":{"\ud800":"a"}}""", "INVALID_MESSAGE", "Field \"answers\" must be an object whose names are whole characters" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_message_is_read(string json, string expected) => Assert.Equal(expected, Read(json).ToString());

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_by_field_and_expectation(string json, string code, string text)
    {
        var error = Assert.Throws<MessageException>(() => Read(json)).Error;

        Assert.Equal((code, text), (error.Code, error.Text));
    }

    [Fact]
    public void Answers_are_strings_whatever_form_they_came_in()
    {
        var message = (AnswerQuestion)Read(
            """{"type":"answer_question","sessionId":"s","requestId":"r","answers":{"a":"x","b":3,"c":true,"d":["x", "y"]}}""");

        Assert.Equal(new Dictionary<string, string> { ["a"] = "x", ["b"] = "3", ["c"] = "true", ["d"] = """["x", "y"]""" }, message.Answers);
    }

    [Theory]
    [InlineData("Allow", PermissionKind.AllowOnce)]
    [InlineData(" yes ", PermissionKind.AllowOnce)]
    [InlineData("true", PermissionKind.AllowOnce)]
    [InlineData("allow_always", PermissionKind.AllowAlways)]
    [InlineData("deny", PermissionKind.RejectOnce)]
    [InlineData("false", PermissionKind.RejectOnce)]
    [InlineData("never", PermissionKind.RejectAlways)]
    public void A_permission_can_be_answered_in_many_words(string word, PermissionKind kind)
    {
        Assert.Equal(kind, AnswerReader.DecisionOf(new Dictionary<string, string> { ["any"] = word }));
        Assert.Equal(kind, AnswerReader.DecisionOf(new Dictionary<string, string> { ["decision"] = word, ["note"] = "because" }));
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    public void Neither_yes_nor_no_decides_nothing(string word) =>
        Assert.Null(AnswerReader.DecisionOf(new Dictionary<string, string> { ["any"] = word }));

    [Fact]
    public void Nesting_is_bounded()
    {
        var deep = "{\"type\":\"ping\",\"ts\":1,\"x\":" + new string('[', 31) + new string(']', 31) + "}";
        var deeper = "{\"type\":\"ping\",\"ts\":1,\"x\":" + new string('[', 32) + new string(']', 32) + "}";

        Assert.Equal(new Ping(1), Read(deep));
        Assert.Equal("INVALID_JSON", Assert.Throws<MessageException>(() => Read(deeper)).Error.Code);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_json()
    {
        byte[] broken = [.. "{\"type\":\"steer\",\"sessionId\":\"s\",\"content\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal("INVALID_JSON", Assert.Throws<MessageException>(() => MessageReader.Read(broken)).Error.Code);
    }

    private static ClientMessage Read(string json) => MessageReader.Read(Encoding.UTF8.GetBytes(json));
}
