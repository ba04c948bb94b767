namespace PenguinMails.Ssh;

/// <summary>The outcome of reading or editing a password file.</summary>
public abstract record PasswordFileOutcome
{
    private PasswordFileOutcome() { }

    /// <summary>It was read.</summary>
    /// <param name="File">The content.</param>
    public sealed record Found(PasswordFile File) : PasswordFileOutcome;

    /// <summary>The file is as asked, and on disk.</summary>
    public sealed record Edited : PasswordFileOutcome
    {
        /// <summary>False when the file was so before.</summary>
        public bool Changed { get; init; }
    }

    /// <summary>A newer operation has edited the file; nothing was changed.</summary>
    /// <param name="Highest">The highest fence that the server has seen for the scope.</param>
    public sealed record Fenced(long Highest) : PasswordFileOutcome;

    /// <summary>It is impossible on the server as it is; nothing was changed.</summary>
    /// <param name="Code">missing, symlink, not_a_file, not_readable, unsafe, too_large, not_writable, no_space, busy or failed.</param>
    /// <param name="Detail">The cause and what to do about it, as a sentence.</param>
    public sealed record NotPossible(string Code, string Detail) : PasswordFileOutcome;
}
