namespace PenguinMails.Audit.Checkpoints;

internal sealed class CheckpointOptionsValidator : OptionsRules<CheckpointOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(CheckpointOptions options) =>
    [
        (!string.IsNullOrWhiteSpace(options.CheckpointFolder), "Audit:CheckpointFolder must name a folder."),
        (IsBetween(options.CheckpointInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            "Audit:CheckpointInterval must be from 100 ms to one minute."),
    ];
}
