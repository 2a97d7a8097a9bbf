using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Carillon.Events;

namespace Carillon.Features.Exec.Risk;

/// <summary>What running some programs means.</summary>
/// <param name="Names">Programs, parted by blanks.</param>
/// <param name="When">On which invocations; null for all.</param>
internal sealed record RiskRule(string Names, RiskLevel Level, Func<Invocation, bool>? When = null);

/// <summary>
/// The table. Of the rules that fit an invocation the highest counts; a program that is not here changes files, for all that is known.
/// Low reads; medium changes files; high changes the machine or reaches the network; critical may destroy what cannot be brought back.
/// </summary>
internal static partial class RiskRules
{
    private static readonly RiskRule[] Table =
    [
        // Critical
        new("rm", RiskLevel.Critical, call => call.Has("rR", "--recursive") && call.Has("f", "--force")),
        new("rm", RiskLevel.Critical, call => call.Has("", "--no-preserve-root") || (call.Has("rR", "--recursive") && call.Names(Places.IsVital))),
        new("mkfs mke2fs mkswap wipefs fdisk sfdisk cfdisk gdisk sgdisk parted blkdiscard dd shred hdparm", RiskLevel.Critical),
        new("cryptsetup lvremove vgremove pvremove zpool zfs", RiskLevel.Critical),
        new("badblocks", RiskLevel.Critical, call => call.Has("w")),
        new("chmod chown chgrp", RiskLevel.Critical, call => call.Has("R", "--recursive") && call.Names(Places.IsVital)),
        new("find", RiskLevel.Critical, call => call.Says("-delete") && (call.Operands.Count == 0 || call.Names(Places.IsVital))),
        new("cp mv tee ln install truncate tar", RiskLevel.Critical, call => call.Names(Places.IsDevice)),

        // High
        new("sudo su doas chmod chown chgrp chattr setfacl setcap chroot nsenter unshare systemd-run runuser pkexec", RiskLevel.High),
        new("rm", RiskLevel.High, call => call.Has("rR", "--recursive") || call.IsUncertain || call.Names(Places.IsVital)),
        new("find", RiskLevel.High, call => call.Says("-delete")),
        new("mv", RiskLevel.High, call => call.Names(Places.IsHarmless)),
        new("rm mv cp tee ln install touch truncate mkdir rmdir patch sed tar unzip rsync", RiskLevel.High, call => call.Names(Places.IsSystem) && ChangesFiles(call)),
        new("kill pkill killall skill xkill shutdown reboot halt poweroff init telinit", RiskLevel.High),
        new("systemctl service launchctl rc-service mount umount swapoff iptables ip6tables nft ufw firewall-cmd sysctl modprobe insmod rmmod", RiskLevel.High),
        new("useradd userdel usermod groupadd groupdel adduser deluser passwd chpasswd visudo crontab at batch", RiskLevel.High),
        new("ip ifconfig route", RiskLevel.High),
        new("apt apt-get aptitude dpkg dnf yum rpm zypper pacman apk brew port snap flatpak nix nix-env", RiskLevel.High),
        new("pip pipx npm npx yarn pnpm bunx uv gem bundle cargo composer", RiskLevel.High, call => call.First is not ("run" or "test" or "list" or "ls" or "show" or "build" or "check" or "fmt" or "clippy" or "t")),
        new("curl wget aria2c http https fetch lwp-download ssh scp sftp ftp rsync nc ncat netcat socat telnet ping dig host nslookup whois nmap mail sendmail", RiskLevel.High),
        new("docker podman nerdctl kubectl helm terraform ansible ansible-playbook vagrant virsh aws gcloud az gh glab", RiskLevel.High),
        new("git", RiskLevel.High, call => call.First is "push" or "pull" or "fetch" or "clone" or "clean" or "filter-branch" or "config" or "submodule" || call.Says("--hard")),
        new("git", RiskLevel.High, call => call.Begins("-c", "--config-env", "--exec-path", "--upload-pack", "--receive-pack", "--ext-diff", "--open-files-in-pager")),
        new("date", RiskLevel.High, call => call.Has("s", "--set")),
        new("hostname", RiskLevel.High, call => call.Operands.Count > 0),
        new("sort", RiskLevel.High, call => call.Has("", "--compress-program")),
        new("rg", RiskLevel.High, call => call.Begins("--pre", "--hostname-bin")),
        new("awk gawk mawk nawk", RiskLevel.High, call => call.Arguments.Any(argument => AwkRuns().IsMatch(argument.Text))),
        new("sed", RiskLevel.High, call => !IsPlainSed(call) && call.Arguments.Any(argument => SedRuns().IsMatch(argument.Text))),
        new("history fc", RiskLevel.High, call => call.Has("cs")),
        new("gdb lldb strace ltrace", RiskLevel.High),
        new("mysql psql sqlite3 mongo mongosh redis-cli", RiskLevel.High),

        // Medium
        new("find", RiskLevel.Medium, call => call.Begins("-fprint", "-fls")),
        new("sed", RiskLevel.Medium, call => !IsPlainSed(call)),
        new("sort", RiskLevel.Medium, call => call.Has("oT", "--output")),
        new("uniq", RiskLevel.Medium, call => call.Operands.Count > 1),
        new("tree", RiskLevel.Medium, call => call.Has("o")),
        new("xxd", RiskLevel.Medium, call => call.Has("r") || call.Operands.Count > 1),
        new("file", RiskLevel.Medium, call => call.Has("C", "--compile")),
        new("less more man", RiskLevel.Medium, call => call.Begins("+") || call.Has("oOPH")),
        new("git", RiskLevel.Medium, call => !IsReadingGit(call) || call.Has("O", "--output")),
        new("export unset set shopt ulimit umask hash enable declare typeset local readonly read mapfile readarray getopts", RiskLevel.Medium),

        // Low: what they do when no rule above fits
        new("ls dir vdir cat tac head tail wc nl od hexdump strings grep egrep fgrep rg ag ack cut paste join tr rev fold fmt column expand unexpand", RiskLevel.Low),
        new("pwd cd pushd popd dirs true false : test [ [[ echo printf sleep seq yes expr let basename dirname realpath readlink", RiskLevel.Low),
        new("date cal whoami id groups who w users hostname uname arch nproc uptime free df du lsblk lscpu lsof ps pgrep pstree top", RiskLevel.Low),
        new("which whereis type printenv locale stat file cmp diff comm md5sum sha1sum sha256sum sha512sum cksum b2sum base64 base32 jq xxd tree sort uniq find fd fdfind sed git", RiskLevel.Low),
        new("less more man history fc exit return break continue shift wait jobs", RiskLevel.Low),
    ];

    private static readonly FrozenDictionary<string, RiskRule[]> ByName = Table
        .SelectMany(rule => rule.Names.Split(' ').Select(name => (name, rule)))
        .GroupBy(pair => pair.name, pair => pair.rule)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    private static readonly string[] ReadingGit =
        ["status", "log", "diff", "show", "blame", "rev-parse", "rev-list", "ls-files", "ls-tree", "describe", "shortlog", "cat-file", "grep", "whatchanged", "name-rev", "merge-base", "version"];

    /// <summary>How dangerous an invocation is by its program and arguments alone.</summary>
    public static RiskLevel LevelOf(Invocation call)
    {
        var level = ByName.TryGetValue(call.Name, out var rules)
            ? rules.Where(rule => rule.When is null || rule.When(call)).Select(rule => rule.Level).DefaultIfEmpty(RiskLevel.Medium).Max()
            : RiskLevel.Medium;
        return call.IsForeign && level < RiskLevel.Medium ? RiskLevel.Medium : level;
    }

    private static bool IsReadingGit(Invocation call) => ReadingGit.Contains(call.First);

    /// <summary>Prints or replaces, and does nothing else: no file is written, nothing is run.</summary>
    private static bool IsPlainSed(Invocation call) =>
        !call.Has("isfz", "--in-place", "--file", "--separate") && call.Operands.Count > 0 && PlainSed().IsMatch(call.First);

    /// <summary>sed reads, unless it is told to work in place.</summary>
    private static bool ChangesFiles(Invocation call) => call.Name != "sed" || call.Has("i", "--in-place");

    [GeneratedRegex(@"^((\d+|\$)?(,(\d+|\$|\+\d+))?[pdq=]|s([/|,#])((?!\5)[^\\\n]|\\[^\n])*\5((?!\5)[^\\\n]|\\[^\n])*\5[gpiI0-9]*)$")]
    private static partial Regex PlainSed();

    [GeneratedRegex(@"(^|[\s;{}/0-9$])e(\s|$)|[/|,#][gpiI0-9]*e[gpiI0-9]*$")]
    private static partial Regex SedRuns();

    [GeneratedRegex(@"system\s*\(|getline|\|\s*""|>\s*""")]
    private static partial Regex AwkRuns();
}
