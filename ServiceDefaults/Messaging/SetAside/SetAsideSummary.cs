namespace PenguinMails.ServiceDefaults;

/// <summary>Says in a few sentences what lies in an <c>_error</c> queue. Forged messages are left out: each was an alert when it came.</summary>
internal static class SetAsideSummary
{
    private const int Kinds = 3;
    private const int MaxReason = 200;
    private const int MaxName = 60;

    /// <param name="queue">The queue that the messages were set aside from.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="seen">The oldest of them.</param>
    public static SetAsideMessages Of(string queue, uint count, IReadOnlyList<SetAsideMessage> seen)
    {
        var unseen = Math.Max(0, (int)Math.Min(count, int.MaxValue) - seen.Count);
        var kinds = seen.Where(message => !message.IsForged)
            .GroupBy(message => (message.TypeName, message.Sender, message.Kind))
            .OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key.TypeName, StringComparer.Ordinal)
            .ToList();
        var reasons = kinds.Take(Kinds).Select(Describe).ToList();
        if (kinds.Count > Kinds)
        {
            reasons.Add($"{kinds.Skip(Kinds).Sum(kind => kind.Count())} of other kinds");
        }

        if (unseen > 0)
        {
            reasons.Add($"{unseen} that were not looked at");
        }

        return new SetAsideMessages(queue, kinds.Sum(kind => kind.Count()) + unseen, reasons);
    }

    private static string Describe(IGrouping<(string TypeName, string? Sender, string Kind), SetAsideMessage> kind) =>
        $"{kind.Count()} {Cut(kind.Key.TypeName, MaxName)} from {Cut(kind.Key.Sender ?? "nobody", MaxName)} ({Cut(kind.Key.Kind, MaxName)}: {Cut(kind.First().Reason, MaxReason)})";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
