namespace PenguinMails.Ssh;

/// <summary>The outcome of a check of an account's authorized_keys.</summary>
public abstract record AccountCheckOutcome
{
    private AccountCheckOutcome() { }

    /// <summary>The file as it is.</summary>
    /// <param name="Lines">In the file's order; none where there is no file.</param>
    /// <param name="ModeFaults">
    /// One sentence for each owner or mode of the file, its folder or the home folder for which sshd with <c>StrictModes</c> ignores the
    /// file, or which lets others write it.
    /// </param>
    public sealed record Checked(IReadOnlyList<AuthorizedKeysLine> Lines, IReadOnlyList<string> ModeFaults) : AccountCheckOutcome
    {
        /// <summary>What ends the use of the account however good its keys are.</summary>
        public IReadOnlyList<AccountLimit> Limits { get; init; } = [];

        /// <summary>What sshd's configuration says of the account.</summary>
        public SshdSettings Settings { get; init; } = new("", "", null);

        /// <summary>The other files that sshd reads keys of the account from, as far as they exist.</summary>
        public IReadOnlyList<OtherKeyFile> Others { get; init; } = [];

        // "uid home folder file readable shell there shadow today content", as check-keys.sh prints it.
        internal static Checked Parse(string said)
        {
            var words = said.Split(' ');
            var lines = AuthorizedKeysLine.ParseFile(Convert.FromBase64String(words[9]));
            return new Checked(lines, [.. FaultsOf(words[0], words[1..4], isReadable: words[4] == "yes")])
            {
                Limits = AccountLimits.Parse(words[5], words[6], words[7], words[8]).All,
            };
        }

        private static IEnumerable<string> FaultsOf(string uid, string[] places, bool isReadable)
        {
            foreach (var (place, name) in places.Zip((string[])["The home folder", "~/.ssh", "~/.ssh/authorized_keys"]).Where(pair => pair.First != "-"))
            {
                var (owner, mode) = (place.Split(':')[0], place.Split(':')[1]);
                if (owner != uid && owner != "0")
                {
                    yield return $"{name} belongs to another account (user id {owner}).";
                }

                if ((Convert.ToInt32(mode, fromBase: 8) & Convert.ToInt32("022", fromBase: 8)) != 0)
                {
                    yield return $"{name} can be written by others (mode {mode}).";
                }
            }

            if (!isReadable)
            {
                yield return "The account cannot read ~/.ssh/authorized_keys, and neither can sshd for it.";
            }
        }
    }

    /// <inheritdoc cref="EditOutcome.NotPossible"/>
    public sealed record NotPossible(string Code, string Detail) : AccountCheckOutcome;
}
