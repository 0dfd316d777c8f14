/* An option that a codec does not know is an error with its name, never a silent default. */
#include "internal.h"

#include <string.h>

int vf_options_to_dict(const char *const *options, AVDictionary **dict, const char *step)
{
    for (; options != NULL && options[0] != NULL; options += 2) {
        if (options[1] == NULL)
            return vf_fail(VF_E_ARGUMENT, 0, step, "option '%s' has no value", options[0]);
        int error = av_dict_set(dict, options[0], options[1], 0);
        if (error < 0)
            return vf_fail(VF_E_MEMORY, error, step, "option '%s'", options[0]);
    }
    return VF_OK;
}

int vf_options_left_over(const AVDictionary *dict, const char *whose, const char *step)
{
    const AVDictionaryEntry *entry = av_dict_get(dict, "", NULL, AV_DICT_IGNORE_SUFFIX);
    if (entry == NULL)
        return VF_OK;
    return vf_fail(VF_E_OPTION, 0, step, "%s has no option '%s' (given with the value '%s')", whose, entry->key,
                   entry->value);
}

/* The x265 parameters that shape the coding of a picture. Left out on purpose: names that read or write files,
 * that change geometry, that reorder pictures, and those that vf_encoder_config sets itself. */
static const char *const x265_names[] = {
    "amp", "aq-mode", "aq-motion", "aq-strength", "asm", "aud", "b-intra", "cbqpoffs", "constrained-intra", "copy-pic",
    "crf", "crf-max", "crf-min", "crqpoffs", "ctu", "cu-lossless", "cutree", "deblock", "dynamic-rd", "dynamic-refine",
    "early-skip", "fast-intra", "frame-threads", "hevc-aq", "high-tier", "hme", "hrd", "intra-refresh", "ipratio",
    "level-idc", "limit-modes", "limit-refs", "limit-tu", "lookahead-slices", "lookahead-threads", "lowpass-dct",
    "max-merge", "max-tu-size", "me", "merange", "min-cu-size", "multi-pass-opt-rps", "no-amp", "no-b-intra",
    "no-constrained-intra", "no-copy-pic", "no-cu-lossless", "no-cutree", "no-deblock", "no-early-skip", "no-fast-intra",
    "no-hevc-aq", "no-high-tier", "no-hrd", "no-limit-modes", "no-open-gop", "no-pme", "no-pmode",
    "no-psy-rd", "no-psy-rdoq", "no-rd-refine", "no-rdpcm", "no-rect", "no-rskip", "no-sao", "no-sao-non-deblock",
    "no-scenecut", "no-signhide", "no-slow-firstpass", "no-splitrd-skip", "no-strict-cbr", "no-strong-intra-smoothing",
    "no-temporal-mvp", "no-tskip", "no-tskip-fast", "no-uhd-bd", "no-weightp", "no-wpp", "nr-inter", "nr-intra",
    "opt-cu-delta-qp", "opt-qp-pps", "opt-ref-list-length-pps", "pbratio", "pme", "pmode", "pools", "psy-rd", "psy-rdoq",
    "qblur", "qcomp", "qg-size", "qpmax", "qpmin", "qpstep", "rc-grain", "rd", "rd-refine", "rdoq-level", "rdpenalty",
    "rect", "ref", "rskip", "rskip-edge-threshold", "sao", "sao-non-deblock", "selective-sao", "signhide", "slices",
    "splitrd-skip", "strict-cbr", "strong-intra-smoothing", "subme", "temporal-mvp", "tskip", "tskip-fast",
    "tu-inter-depth", "tu-intra-depth", "vbv-bufsize", "vbv-end", "vbv-init", "vbv-maxrate", "weightp", "wpp",
};

int vf_x265_option_known(const char *name)
{
    for (size_t i = 0; i < sizeof(x265_names) / sizeof(x265_names[0]); i++)
        if (strcmp(name, x265_names[i]) == 0)
            return 1;
    return 0;
}
